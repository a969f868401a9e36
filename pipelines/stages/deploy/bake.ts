import { wholeSeconds } from "../../judge/whole_seconds.ts";
import type { Judging, LookView, StoredLook } from "@netops/core/contracts";
import { areChecksDue, runChecks, type Sides } from "./check_counts.ts";
import type { JudgeProgress } from "./judge_progress.ts";
import { longestBakeMs } from "./look_times.ts";
import { lookReason } from "./short_look.ts";
import type { DeployScope } from "./step_work.ts";
import { takeLook } from "./take_look.ts";

/** A comparison of two groups over a time. */
export interface BakeRequest {
  readonly scope: DeployScope;
  readonly judging: Judging;
  readonly bakeMs: number;
  readonly sides: Sides;
  /** Ends of the looks from the start of the bake, in ms; the last one decides. */
  readonly timesMs: readonly number[];
  /** Looks taken so far, and in all. */
  readonly taken: number;
  readonly looks: number;
  /** Which one it is of several comparisons, such as `share 1 of 2`. */
  readonly which?: string;
  readonly progress: JudgeProgress | undefined;
}

/** How a bake stands. */
export interface BakeStand {
  readonly progress: JudgeProgress;
  readonly reason: string;
  readonly verdict?: "pass" | "fail" | "inconclusive";
  readonly view?: LookView;
  readonly stored?: StoredLook;
  /** The look spent something of the false fails allowed. */
  readonly isCounted?: boolean;
}

/** Points of a step are there so long after its end; a stranger that scrapes once a step has them a step later. */
const LAG_MS = 2_000;
/** A source that is away may come back until then. */
const PATIENCE_MS = 15_000;
const EVERY_MS = 1_000;
/** How often a bake is lengthened to what its judge needs. */
const MOST_STRETCHES = 3;
/** What a judge needs is reckoned from what it has seen. */
const MARGIN = 1.5;

/** Looks once at how a bake stands: asks the checks, and takes the look that is due. */
export async function lookAtBake(request: BakeRequest): Promise<BakeStand> {
  const { scope: { nowMs, probe }, judging, bakeMs, sides } = request;
  let progress = request.progress ?? begin(request);
  const dead = sides.canary.deaths - progress.deaths;
  if (dead > 0) return died(request, progress, dead);
  if (judging.checks.length > 0 && areChecksDue(progress, nowMs)) {
    progress = await runChecks({ probe, sides, judging, bakeMs, nowMs }, progress);
  }
  const due = progress.endsMs.filter((endMs) => nowMs >= endMs + lagOf(judging));
  const toMs = due.at(-1);
  if (toMs === undefined) return { progress, reason: waitWords(request, progress) };
  return await look(request, progress, toMs);
}

/** When to look again: at what is due next, and every second for deaths and checks. */
export function nextBakeMs(
  { endsMs }: JudgeProgress,
  { nowMs, judging }: { readonly nowMs: number; readonly judging: Judging },
): number {
  const nextMs = Math.min(...endsMs) + lagOf(judging);
  return nextMs > nowMs ? Math.min(nextMs, nowMs + EVERY_MS) : nowMs + EVERY_MS;
}

/** When a bake is over at the latest, as far as is known. */
export function bakeOverMs({ endsMs }: JudgeProgress, judging: Judging): number {
  return Math.max(...endsMs) + lagOf(judging);
}

function lagOf({ prometheusUrl, stepMs }: Judging): number {
  return prometheusUrl === undefined ? LAG_MS : Math.max(LAG_MS, stepMs);
}

function begin({ scope: { nowMs }, judging, sides, timesMs }: BakeRequest): JudgeProgress {
  const { stepMs, warmupMs } = judging;
  // Points stand at whole steps: a bake that begins between two would be one short.
  const fromMs = Math.ceil((nowMs + warmupMs) / stepMs) * stepMs;
  return {
    ...{ fromMs, deaths: sides.canary.deaths, extended: 0, stretched: 0, checkedAtMs: 0 },
    endsMs: timesMs.map((timeMs) => fromMs + timeMs),
    checks: [],
  };
}

async function look(
  request: BakeRequest,
  progress: JudgeProgress,
  toMs: number,
): Promise<BakeStand> {
  const { scope: { nowMs }, taken } = request;
  const isLast = toMs === progress.endsMs.at(-1);
  const number = taken + 1;
  const looks = Math.max(request.looks, number);
  const { view, stored } = await takeLook({ ...request, progress, toMs, look: number, looks });
  const isAway = stored === undefined;
  const rest = progress.endsMs.filter((endMs) => endMs > toMs);
  if (isAway && isLast && nowMs < toMs + PATIENCE_MS) return { progress, reason: view.rule };
  if (isAway && !isLast) return { progress: { ...progress, endsMs: rest }, reason: view.rule };
  const seen = { view, ...(isAway ? {} : { stored, isCounted: true }), reason: lookReason(view) };
  if (view.verdict === "fail") return { ...seen, progress, verdict: "fail" };
  if (!isLast) {
    const next = { ...progress, endsMs: rest };
    return { ...seen, progress: next, reason: waitWords(request, next) };
  }
  if (view.verdict === "pass") return { ...seen, progress, verdict: "pass" };
  const longer = stretch(request, progress, view);
  if (longer !== undefined) return lengthened(request, longer, seen);
  const { extended } = progress;
  if (extended >= request.judging.extensions) return { ...seen, progress, verdict: "inconclusive" };
  const endsMs = [toMs + request.bakeMs];
  return lengthened(request, { ...progress, extended: extended + 1, endsMs }, seen);
}

/** A comparison that goes on says so in its look and in what it waits for, with the length it has now. */
function lengthened(
  request: BakeRequest,
  progress: JudgeProgress,
  seen: Pick<BakeStand, "stored" | "isCounted"> & { readonly view: LookView },
): BakeStand {
  const lengthenedToMs = Math.max(...progress.endsMs) - progress.fromMs;
  const view = { ...seen.view, lengthenedToMs };
  const next = { ...request, taken: request.taken + (seen.isCounted === true ? 1 : 0) };
  return { ...seen, view, progress, reason: waitWords(next, progress) };
}

/**
 * A bake that was too short for its judge is lengthened to what it takes, where that is not much: else a bake of
 * ten seconds would never let anything pass, however good it is.
 */
function stretch(
  { bakeMs, judging: { stepMs } }: BakeRequest,
  progress: JudgeProgress,
  { verdict, needMs = 0, fromMs, toMs }: LookView,
): JudgeProgress | undefined {
  const { stretched } = progress;
  const isShort = verdict === "inconclusive" && needMs > toMs - fromMs;
  if (!isShort || stretched >= MOST_STRETCHES) return undefined;
  const mostMs = longestBakeMs(bakeMs);
  const lengthMs = Math.min(mostMs, Math.ceil(MARGIN * needMs / stepMs) * stepMs);
  if (needMs > mostMs || lengthMs <= toMs - fromMs) return undefined;
  return { ...progress, stretched: stretched + 1, endsMs: [fromMs + lengthMs] };
}

function died(
  { scope: { nowMs }, sides: { canary }, taken }: BakeRequest,
  progress: JudgeProgress,
  dead: number,
): BakeStand {
  const who = `${dead} ${dead === 1 ? "instance" : "instances"} of ${canary.name} died`;
  const lines = canary.lastLines.slice(-3).map((line) => line.slice(0, 120));
  const reason = lines.length === 0 ? who : `${who}; it said: ${lines.join(" | ")}`;
  const view: LookView = {
    ...{ look: taken + 1, fromMs: progress.fromMs, toMs: nowMs, verdict: "fail", score: 0 },
    ...{ rule: `canary-died: ${who}`, metrics: [] },
  };
  return { progress, verdict: "fail", view, reason };
}

/** What a line that is cut must not lose stands first. */
function waitWords(
  { sides, taken, which, bakeMs }: BakeRequest,
  { endsMs, fromMs, stretched, extended }: JudgeProgress,
): string {
  const early = endsMs.length > 1 ? "an early one" : undefined;
  const isLonger = stretched + extended > 0;
  const [was, is] = [bakeMs, Math.max(...endsMs) - fromMs].map(wholeSeconds);
  const longer = isLonger ? `lengthened to ${is} as ${was} showed too little` : undefined;
  const notes = [which, early, longer].filter((note) => note !== undefined);
  const more = notes.length === 0 ? "" : ` (${notes.join(", ")})`;
  return `look ${taken + 1}${more}: ${sides.canary.name} is compared with ${sides.baseline.name}`;
}
