import assert from "node:assert/strict";
import type { LoadReport } from "@netops/load/report";
import { oracleTest } from "../../tools/oracle.ts";
import { LoadDesk } from "../e2e/load_rig.ts";
import { until } from "../harness/platform.ts";
import { StreamingPlatform } from "../harness/streaming_platform.ts";

const ROUNDS = 3;
const TOLERANCE = 0.1;
const RATE = 6;
const LOAD = ["--rate", String(RATE), "--for", "30s", "--max-vus", "200", "--seed", "21"];
const ENGINES = ["k6", "builtin"] as const;
type Engine = typeof ENGINES[number];
/** After so long all OCAs refuse for longer than the buffers of viewers last: all of them stall. */
const OUTAGE_AFTER_MS = 10_000;
const OUTAGE = ["--for", "12s", "--set", "status=503"];

const METRICS: readonly (readonly [string, (report: LoadReport) => number])[] = [
  ["startup p50, ms", ({ startupMs }) => startupMs.p50 ?? NaN],
  ["SPS", ({ spsAchieved }) => spsAchieved],
  ["stalled ratio", ({ stalledRatio }) => stalledRatio ?? NaN],
];

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[sorted.length >> 1] ?? NaN;
}

function sessionFiles(home: string): readonly string[] {
  try {
    return [...Deno.readDirSync(`${home}/data/loads`)]
      .map(({ name }) => `${home}/data/loads/${name}/sessions.jsonl`);
  } catch {
    return [];
  }
}

/** When the first session of the load that begins now was due: the outage hits both engines at the same place. */
async function firstArrivalMs(home: string, before: readonly string[]): Promise<number> {
  let firstAtMs = NaN;
  await until("sessions begin", 60_000, () => {
    const file = sessionFiles(home).find((path) => !before.includes(path));
    const [line = "", rest] = file === undefined ? [] : readOr(file).split("\n");
    if (rest === undefined) return false;
    const { scheduledAtMs, index } = JSON.parse(line);
    firstAtMs = scheduledAtMs - index * 1_000 / RATE;
    return true;
  });
  return firstAtMs;
}

function readOr(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return "";
  }
}

/** Plays the load with an outage in its middle. */
async function play(streaming: StreamingPlatform, desk: LoadDesk, engine: Engine) {
  const { platform } = streaming;
  const before = sessionFiles(platform.home);
  const running = desk.run(["hotpath", ...LOAD, "--engine", engine]);
  const firstAtMs = await firstArrivalMs(platform.home, before);
  await new Promise((resolve) => setTimeout(resolve, firstAtMs + OUTAGE_AFTER_MS - Date.now()));
  const { code, stderr } = await platform.run([
    ...["chaos", "inject", "abort", "--target", "oca", "--percent", "100", "--ignore-slo"],
    ...OUTAGE,
  ]);
  assert.equal(code, 0, stderr);
  const { report } = await running;
  assert.equal(report.engine, engine);
  assert.equal(report.droppedIterations, 0, report.reason);
  return report;
}

oracleTest(
  "k6",
  "k6 and the built-in engine say the same of the same sessions",
  async ({ path }) => {
    await using streaming = await StreamingPlatform.boot("lite");
    const desk = new LoadDesk(streaming.platform, path);
    const reports: Record<Engine, LoadReport[]> = { k6: [], builtin: [] };
    for (let round = 0; round < ROUNDS; round++) {
      for (const engine of round % 2 === 0 ? ENGINES : ENGINES.toReversed()) {
        reports[engine].push(await play(streaming, desk, engine));
      }
    }
    const off = METRICS.map(([name, read]) => {
      const [k6 = [], builtin = []] = ENGINES.map((engine) => reports[engine].map(read));
      const [one, other] = [median(k6), median(builtin)];
      const ratio = Math.abs(one - other) / ((one + other) / 2);
      console.log(
        `${name}: k6 ${one} (${k6.join(", ")}), built-in ${other} (${builtin.join(", ")}), ` +
          `${(ratio * 100).toFixed(1)} % apart`,
      );
      return { name, one, other, ratio };
    });
    for (const { name, one, other, ratio } of off) {
      assert.ok(one > 0 && other > 0, `${name} is nothing`);
      assert.ok(ratio <= TOLERANCE, `${name}: ${one} and ${other}`);
    }
  },
);
