import type { Judging, ReleaseCheck, ServerGroupView } from "@netops/core/contracts";
import type { CanaryMetric } from "../../judge/canary_config.ts";
import type { CanaryData } from "../../judge/metric_data.ts";
import type { ReleaseProbe } from "../../ports/release_probe.ts";
import type { JudgeProgress } from "./judge_progress.ts";

/** Both sides of a comparison. */
export interface Sides {
  readonly baseline: ServerGroupView;
  readonly canary: ServerGroupView;
}

const BUCKETS = 24;
const EVERY_MS = 1_000;
/** Answers of a side that make a rate, with some to spare. */
const WANTED_ANSWERS = 75;
const MOST_AT_ONCE = 10;
const FIELDS = 4;

/** Whether it is time to ask again. */
export function areChecksDue({ fromMs, checkedAtMs }: JudgeProgress, nowMs: number): boolean {
  return nowMs >= fromMs && nowMs - checkedAtMs >= EVERY_MS;
}

/** Asks every instance of both sides, and adds what was wrong to the bucket of this time. */
export async function runChecks(
  { probe, sides, judging, bakeMs, nowMs }: {
    readonly probe: ReleaseProbe;
    readonly sides: Sides;
    readonly judging: Judging;
    readonly bakeMs: number;
    readonly nowMs: number;
  },
  progress: JudgeProgress,
): Promise<JudgeProgress> {
  const bucket = Math.floor((nowMs - progress.fromMs) / bucketMs(bakeMs));
  const times = timesAtOnce(bakeMs, sides);
  const checks = await Promise.all(judging.checks.map(async (check, at) => {
    const [baseline, canary] = await Promise.all([
      askOften(probe, sides.baseline, { check, times }),
      askOften(probe, sides.canary, { check, times }),
    ]);
    return addTo(progress.checks[at] ?? [], bucket, [...baseline, ...canary]);
  }));
  return { ...progress, checks, checkedAtMs: nowMs };
}

async function askOften(
  probe: ReleaseProbe,
  group: ServerGroupView,
  { check, times }: { readonly check: ReleaseCheck; readonly times: number },
): Promise<readonly [number, number]> {
  const answers = await Promise.all(
    Array.from({ length: times }, () => probe.check(group, check)),
  );
  return [
    answers.reduce((sum, { wrong }) => sum + wrong, 0),
    answers.reduce((sum, { asked }) => sum + asked, 0),
  ];
}

/** A short bake of few instances asks more often, as a rate needs its requests. */
function timesAtOnce(bakeMs: number, { baseline, canary }: Sides): number {
  const perSecond = Math.max(1, Math.min(baseline.up, canary.up));
  const rounds = Math.max(1, Math.floor(bakeMs / EVERY_MS));
  return Math.min(MOST_AT_ONCE, Math.ceil(WANTED_ANSWERS / (perSecond * rounds)));
}

function bucketMs(bakeMs: number): number {
  return Math.max(EVERY_MS, Math.ceil(bakeMs / BUCKETS));
}

function addTo(
  counts: readonly number[],
  bucket: number,
  more: readonly number[],
): readonly number[] {
  const length = Math.max(counts.length, (bucket + 1) * FIELDS);
  return Array.from({ length }, (_, at) => {
    const own = counts[at] ?? 0;
    return Math.floor(at / FIELDS) === bucket ? own + (more[at % FIELDS] ?? 0) : own;
  });
}

/** Each check as a metric: any answer that is wrong more often than before is fatal. */
export function checkMetrics({ checks }: Judging): readonly CanaryMetric[] {
  return checks.map((check) => ({
    name: checkName(check),
    groups: ["Checks"],
    analysisConfigurations: { canary: { direction: "increase", critical: true } },
  }));
}

/** What the checks came to, as counts of wrong answers among those asked for. */
export function checkData(
  { checks }: Judging,
  { fromMs, checks: counts }: JudgeProgress,
  { bakeMs, toMs }: { readonly bakeMs: number; readonly toMs: number },
): CanaryData {
  const buckets = Math.ceil((toMs - fromMs) / bucketMs(bakeMs));
  return Object.fromEntries(checks.map((check, at) => {
    const field = (offset: number) =>
      Array.from({ length: buckets }, (_, bucket) => counts[at]?.[bucket * FIELDS + offset] ?? 0);
    const data = {
      ...{ control: field(0), experiment: field(2) },
      of: { control: field(1), experiment: field(3) },
    };
    return [checkName(check), data];
  }));
}

/** The name of a check among the metrics. */
export function checkName({ path, status, body }: ReleaseCheck): string {
  return `check ${path}${status === 200 ? "" : ` ${status}`}${
    body === undefined ? "" : ` /${body}/`
  }`;
}
