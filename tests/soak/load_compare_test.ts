import assert from "node:assert/strict";
import { oracleTest } from "../../tools/oracle.ts";
import { LoadDesk } from "../e2e/load_rig.ts";
import { StreamingPlatform } from "../harness/streaming_platform.ts";

const PAIRS = 20;
const MOST_MISSES = 1;
const REGRESSION = 0.2;
/** Stands for the way to a platform that is not on this machine. */
const BASE_DELAY_MS = 200;
const LOAD = [
  ...["--rate", "6", "--for", "24s", "--max-vus", "130", "--engine", "k6"],
  // What decides is the comparison; a load must only be whole.
  ...["--thresholds", "startup_ms:p(95)<20000", "--thresholds", "exit_before_start:rate<=1"],
];

interface Effect {
  readonly metric: string;
  readonly verdict: "same" | "worse" | "better" | "unknown";
  readonly effect: { readonly mean: number; readonly low: number; readonly high: number } | null;
  readonly reason?: string;
}

/** Loads with a playback that answers so much later, set against each other. */
class Pairs {
  readonly #streaming: StreamingPlatform;
  readonly #desk: LoadDesk;

  constructor(streaming: StreamingPlatform, k6Path: string) {
    this.#streaming = streaming;
    this.#desk = new LoadDesk(streaming.platform, k6Path);
  }

  /** The id and the p50 of the startup of one load. */
  async load(delayMs: number, seed: number): Promise<{ id: string; p50: number }> {
    const { platform } = this.#streaming;
    const injected = await platform.run([
      ...["chaos", "inject", "latency", "--target", "playback", "--percent", "100"],
      ...["--for", "3m", "--ignore-slo", "--set", `delayMs=${delayMs}`, "--json"],
    ]);
    assert.equal(injected.code, 0, injected.stderr);
    const { report } = await this.#desk.run(["hotpath", ...LOAD, "--seed", String(seed)]);
    const stopped = await platform.run(["chaos", "stop", JSON.parse(injected.stdout).id]);
    assert.equal(stopped.code, 0, stopped.stderr);
    return { id: report.id, p50: report.startupMs.p50 ?? NaN };
  }

  /** What `compare` finds different. */
  async compare(before: string, after: string): Promise<readonly Effect[]> {
    const { stdout, code } = await this.#desk.call(["compare", before, after, "--json"]);
    const { effects, verdict } = JSON.parse(stdout) as { effects: Effect[]; verdict: string };
    assert.equal(code, { worse: 5, unknown: 9 }[verdict] ?? 0);
    return effects;
  }
}

function words(effects: readonly Effect[]): string {
  return effects.map(({ metric, verdict, effect }) =>
    effect === null
      ? `${metric} ${verdict}`
      : `${metric} ${verdict} ${
        [effect.low, effect.high].map((value) => value.toFixed(3)).join(" to ")
      }`
  ).join(", ");
}

oracleTest(
  "k6",
  "compare finds a startup that is a fifth longer, and calls equal loads equal",
  async ({ path }) => {
    await using streaming = await StreamingPlatform.boot("lite");
    const pairs = new Pairs(streaming, path);
    // Caches fill, and the usual startup is known.
    await pairs.load(BASE_DELAY_MS, 0);
    const { p50 } = await pairs.load(BASE_DELAY_MS, 0);
    const moreMs = Math.round(p50 * REGRESSION);
    let found = 0;
    let different = 0;
    for (let pair = 1; pair <= PAIRS; pair++) {
      const first = await pairs.load(BASE_DELAY_MS, pair);
      const second = await pairs.load(BASE_DELAY_MS, pair);
      const slower = await pairs.load(BASE_DELAY_MS + moreMs, pair);
      const equal = await pairs.compare(first.id, second.id);
      const planted = await pairs.compare(second.id, slower.id);
      different += equal.some(({ verdict }) => /worse|better/.test(verdict)) ? 1 : 0;
      const isFound = planted.some(({ metric, verdict }) =>
        metric === "startup_p50" && verdict === "worse"
      );
      found += isFound ? 1 : 0;
      console.log(`equal: ${first.p50} and ${second.p50} ms: ${words(equal)}`);
      console.log(`+${moreMs} ms: ${second.p50} to ${slower.p50} ms: ${words(planted)}`);
    }
    console.log(`${found} of ${PAIRS} found, ${different} of ${PAIRS} equal ones called different`);
    assert.ok(found >= PAIRS - MOST_MISSES, `${found} of ${PAIRS} were found`);
    assert.ok(different <= MOST_MISSES, `${different} of ${PAIRS} were called different`);
  },
);
