/**
 * Simulates releases on a busy machine, good ones and bad ones, and counts what the default canary configuration makes
 * of them: series as callers and fleet export them, read by the metric source, judged by the judge.
 *
 * Run: `deno run -A bench/canary.ts [trials]`; writes docs/results/bench_canary.md, the same for the same trials. Exit
 * 1 when more than 2 % of good releases fail.
 */
import { createHost } from "@netops/core/host";
import { FakeClock, FakeTimer } from "@netops/core/testing";
import { createMetricSource, defaultCanaryConfig, judgeMeasured } from "@netops/pipelines";
import { FROM_MS, playCanary, SIDES } from "./canary_prometheus.ts";
import { BUSY, GOOD, type SimulatedService } from "./canary_service.ts";

const REPORT = new URL("../docs/results/bench_canary.md", import.meta.url);
const MOST_FALSE_FAILS = 2;
const trials = Number(Deno.args[0] ?? 400);
const config = defaultCanaryConfig();
const { createRng } = createHost();
const lines: string[] = [];
const complaints: string[] = [];

/** Bakes of a release, and when each is looked at, in seconds. */
interface Plan {
  readonly name: string;
  readonly bakes: number;
  readonly looksS: readonly number[];
}

const PLANS: readonly Plan[] = [
  { name: "one bake of 15 s, a look", bakes: 1, looksS: [15] },
  { name: "one bake of 60 s, a look", bakes: 1, looksS: [60] },
  { name: "one bake of 60 s, looks at 20, 40, 60 s", bakes: 1, looksS: [20, 40, 60] },
  { name: "three bakes of 60 s, three looks each", bakes: 3, looksS: [20, 40, 60] },
];

const KINDS: readonly (readonly [string, Partial<SimulatedService>])[] = [
  ["good", {}],
  ["good, own slowness lasts (φ 0.5)", { machine: { ...BUSY, ownPhi: 0.5 } }],
  ["good, logs nothing", { linesPerRequest: 0 }],
  ["latency +20 %", { slower: 1.2 }],
  ["latency +50 %", { slower: 1.5 }],
  ["1 % errors", { failing: 0.01 }],
  ["5 % errors", { failing: 0.05 }],
  ["CPU doubled", { cpu: 2 }],
  ["leak of 50 kB a request", { leakBytes: 50_000 }],
  ["ten times the log lines", { linesPerRequest: 10 }],
  ["an instance dies after 5 s", { deathsAtS: [5] }],
];

/** How a release ended, and what decided. */
interface End {
  readonly verdict: string;
  readonly by: readonly string[];
}

async function release(service: SimulatedService, plan: Plan, seed: string): Promise<End> {
  const looks = plan.bakes * plan.looksS.length;
  const { perSecond, machine, linesPerRequest } = service;
  const before = {
    ...{ ...GOOD, perSecond, machine },
    linesPerRequest: Math.min(1, linesPerRequest),
  };
  let taken = 0;
  let verdict = "pass";
  for (let bake = 0; bake < plan.bakes; bake++) {
    const rng = createRng(`${seed}/${bake}`);
    const seconds = plan.looksS.at(-1) ?? 0;
    const http = playCanary({ baseline: before, canary: service, seconds, rng });
    for (const untilS of plan.looksS) {
      const end = await look(http, untilS, { look: ++taken, looks });
      if (end.verdict === "fail") return end;
      verdict = end.verdict;
    }
    if (verdict !== "pass") return { verdict, by: [] };
  }
  return { verdict, by: [] };
}

async function look(
  http: ReturnType<typeof playCanary>,
  untilS: number,
  over: { readonly look: number; readonly looks: number },
): Promise<End> {
  const timer = new FakeTimer(new FakeClock(FROM_MS + 3_600_000));
  const source = createMetricSource({
    http,
    timer,
    clock: timer.clock,
    telemetryUrl: "http://sim",
  });
  const window = { fromMs: FROM_MS, toMs: FROM_MS + untilS * 1_000, stepMs: 1_000 };
  const { data, problems, absent = [] } = await source.read(config, {
    app: "shop",
    ...SIDES,
    ...window,
  });
  if (problems.length > 0) throw new Error(problems.join("\n"));
  const { judgement: { verdict, metrics } } = judgeMeasured({
    ...{ config, data, absent, mode: "netops", seed: "1", over: { ...over, stepMs: 1_000 } },
  });
  const by = metrics.filter(({ muted, classification }) => !muted && classification === "High");
  return { verdict, by: by.map(({ name }) => name) };
}

function percent(count: number, of: number): string {
  const value = 100 * count / of;
  return value.toFixed(value < 10 && value > 0 ? 1 : 0);
}

async function row(plan: Plan, perSecond: number, kind: (typeof KINDS)[number]): Promise<void> {
  const [name, change] = kind;
  const isGood = name.startsWith("good");
  const count = isGood ? trials : Math.ceil(trials / 4);
  const verdicts = new Map<string, number>();
  const by = new Map<string, number>();
  for (let trial = 0; trial < count; trial++) {
    const seed = `bench-canary/${plan.name}/${perSecond}/${name}/${trial}`;
    const end = await release({ ...GOOD, perSecond, ...change }, plan, seed);
    verdicts.set(end.verdict, (verdicts.get(end.verdict) ?? 0) + 1);
    for (const metric of end.by) by.set(metric, (by.get(metric) ?? 0) + 1);
  }
  const failed = verdicts.get("fail") ?? 0;
  const share = failed / count;
  const error = Math.sqrt(share * (1 - share) / count);
  if (isGood && 100 * (share - 2 * error) > MOST_FALSE_FAILS) {
    complaints.push(`${percent(failed, count)} % of ${name} fail: ${plan.name}, ${perSecond}/s`);
  }
  const shares = ["fail", "pass", "inconclusive"].map((one) =>
    percent(verdicts.get(one) ?? 0, count)
  );
  const reasons = [...by].sort(([, one], [, other]) => other - one)
    .map(([metric, times]) => `${metric} ${percent(times, count)}`).join(", ");
  const cells = [name, perSecond, ...shares, reasons];
  lines.push(`| ${cells.join(" | ")} |`);
  console.log(plan.name, ...cells);
}

for (const plan of PLANS) {
  lines.push("", `## ${plan.name[0]?.toUpperCase()}${plan.name.slice(1)}`, "");
  lines.push(
    "| release | requests/s and side | fail % | pass % | inconclusive % | High, % |",
    "|---|---|---|---|---|---|",
  );
  for (const kind of KINDS) {
    for (const perSecond of [5, 20, 50]) await row(plan, perSecond, kind);
  }
}
const head = [
  "# What the default canary configuration makes of simulated releases",
  "",
  `Made by \`deno run -A bench/canary.ts ${trials}\`: ${trials} good releases a row and a quarter as many bad ones, from a ` +
  "fixed seed. Each is played second by second on a machine as busy as one that was measured ([canary_metrics](../canary_metrics.md)); " +
  "its series are read by the metric source and judged with the defaults, 1 s a step. A release is over with its first fail. " +
  "`deploy run` ends a release at once when an instance dies; here the judge alone is asked.",
];
await Deno.writeTextFile(REPORT, [...head, ...lines, ""].join("\n"));
for (const complaint of complaints) console.error(complaint);
Deno.exit(complaints.length > 0 ? 1 : 0);
