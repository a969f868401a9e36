import type { ServerGroupView } from "@netops/core/contracts";
import { checkName } from "./check_counts.ts";
import { addCounts, NO_REQUESTS, sinceMove, totalOf } from "./ledger_book.ts";
import {
  livingGroup,
  nameOf,
  stepDone,
  type StepOutcome,
  type StepWork,
  takenBack,
  waiting,
} from "./step_work.ts";
import type { WatchProgress } from "./watch_progress.ts";

const EVERY_MS = 1_000;
const MOST_TESTS = 60;
/** Good releases that go back by chance. */
const FALSE_ALARM_RATIO = 0.01;
/** Fewer failures than this are nobody's reason to go back. */
const LEAST_FAILURES = 3;

/**
 * Watches a new group that has all requests: a death, answers that are wrong, or more failures than the old group
 * had, and everything goes back to the old one at once.
 */
export async function watchStep(work: StepWork): Promise<StepOutcome> {
  const { scope: { nowMs, wishes } } = work;
  if (wishes.promote !== undefined) {
    return stepDone({ took: "promote", events: [{ kind: "watch", data: { ended: "by hand" } }] });
  }
  const fresh = livingGroup(work, "fresh");
  if (fresh === undefined) {
    return takenBack(`${nameOf(work, "fresh")} is gone: somebody else ended it`);
  }
  const progress = work.state.progress?.watch ?? begin(work, fresh);
  const dead = fresh.deaths - progress.deaths;
  if (dead > 0 || fresh.failure !== undefined) return takenBack(deathReason(fresh, dead));
  if (nowMs - progress.testedAtMs < everyMs(work)) return waitOn(work, progress);
  return await test(work, progress, fresh);
}

function begin({ scope: { nowMs }, settings: { watchMs } }: StepWork, fresh: ServerGroupView) {
  return {
    ...{ fromMs: nowMs, untilMs: nowMs + watchMs, deaths: fresh.deaths },
    ...{ tests: 0, testedAtMs: nowMs, checks: [] },
  };
}

function everyMs({ settings: { watchMs } }: StepWork): number {
  return Math.max(EVERY_MS, Math.ceil(watchMs / MOST_TESTS));
}

function waitOn({ scope: { nowMs } }: StepWork, watch: WatchProgress): StepOutcome {
  const leftMs = Math.max(0, watch.untilMs - nowMs);
  return waiting(`the new version is watched, ${Math.ceil(leftMs / 1_000)} s more`, {
    progress: { watch, untilMs: watch.untilMs },
    wakeAtMs: Math.min(nowMs + EVERY_MS, Math.max(watch.untilMs, nowMs)),
  });
}

async function test(
  work: StepWork,
  progress: WatchProgress,
  fresh: ServerGroupView,
): Promise<StepOutcome> {
  const { scope: { nowMs }, settings: { watchMs }, state } = work;
  const checks = await askChecks(work, progress, fresh);
  const next = { ...progress, checks, tests: progress.tests + 1, testedAtMs: nowMs };
  const looks = Math.max(next.tests, Math.ceil(watchMs / everyMs(work)));
  const found = await findWorse(work, next, looks);
  if (found !== undefined) return takenBack(found);
  if (nowMs < progress.untilMs) return waitOn(work, next);
  const { answered, failed, dropped } = totalOf(state.ledger, fresh.name);
  const data = { group: fresh.name, answered, failed, dropped, tests: next.tests };
  return stepDone({ events: [{ kind: "watch", data }] });
}

/** Answers of both groups to each check so far. */
function askChecks(
  work: StepWork,
  { checks }: WatchProgress,
  fresh: ServerGroupView,
): Promise<readonly (readonly number[])[]> {
  const { scope: { probe }, settings: { judging } } = work;
  const old = livingGroup(work, "old");
  return Promise.all(judging.checks.map(async (check, at) => {
    const nobody = { wrong: 0, asked: 0 };
    const [theirs, ours] = await Promise.all([
      old === undefined ? nobody : probe.check(old, check),
      probe.check(fresh, check),
    ]);
    const before = checks[at] ?? [0, 0, 0, 0];
    return [theirs.wrong, theirs.asked, ours.wrong, ours.asked]
      .map((count, field) => count + (before[field] ?? 0));
  }));
}

/** What is worse than it was, in words; undefined when nothing is. */
async function findWorse(
  work: StepWork,
  { tests, checks }: WatchProgress,
  looks: number,
): Promise<string | undefined> {
  const { settings: { judging }, state } = work;
  const { alphaOfLook } = await import("../../judge/judge_settings.ts");
  const count = judging.checks.length + 1;
  const alpha = alphaOfLook({ falseFailRatio: FALSE_ALARM_RATIO, look: tests, looks }) / count;
  const { old = "", fresh = "" } = state.names;
  const before = addCounts(state.ledger?.before[old] ?? NO_REQUESTS, totalOf(state.ledger, old));
  const now = state.ledger === undefined ? NO_REQUESTS : sinceMove(state.ledger, fresh);
  const requests = await worse({ control: rateOf(before), experiment: rateOf(now) }, alpha);
  if (requests !== undefined) return `${fresh} fails more requests: ${requests}`;
  for (const [at, check] of judging.checks.entries()) {
    const [theirs = 0, ofTheirs = 0, ours = 0, ofOurs = 0] = checks[at] ?? [];
    const control = { hits: theirs, total: ofTheirs };
    const found = await worse({ control, experiment: { hits: ours, total: ofOurs } }, alpha);
    if (found !== undefined) return `${fresh} answers ${checkName(check)} wrongly: ${found}`;
  }
  return undefined;
}

interface Share {
  readonly hits: number;
  readonly total: number;
}

function rateOf({ answered, failed, dropped }: typeof NO_REQUESTS): Share {
  return { hits: failed + dropped, total: answered + dropped };
}

/** Whether the share of the experiment is larger than chance explains; nobody asked is no reason. */
async function worse(
  shares: { readonly control: Share; readonly experiment: Share },
  alpha: number,
): Promise<string | undefined> {
  const { control, experiment } = shares;
  if (experiment.hits < LEAST_FAILURES || control.total === 0) return undefined;
  const { fisherTails } = await import("../../judge/stats/counts.ts");
  const { atLeast } = fisherTails(shares);
  if (atLeast >= alpha) return undefined;
  const chance = Number(atLeast.toPrecision(2));
  return `${experiment.hits} of ${experiment.total}, the old version ${control.hits} of ` +
    `${control.total} (p ${chance} against ${Number(alpha.toPrecision(2))})`;
}

function deathReason({ name, failure, lastLines }: ServerGroupView, dead: number): string {
  const what = failure ?? `${dead} ${dead === 1 ? "instance" : "instances"} died`;
  const lines = lastLines.slice(-3).map((line) => line.slice(0, 120));
  return `${name}: ${what}${lines.length === 0 ? "" : `; it said: ${lines.join(" | ")}`}`;
}
