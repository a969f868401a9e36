import { NetopsError, toNetopsError } from "@netops/core";
import type { StageStep } from "../stage_handler.ts";
import type { Course } from "./course.ts";
import { type DeployPlan, type DeployState, NEW_DEPLOY } from "./deploy_state.ts";
import { deployDetail } from "./deploy_view.ts";
import { endDeploy } from "./end_deploy.ts";
import { adoptGroups, type BackReason, turnBack } from "./go_back.ts";
import { decidingSteps, forwardSteps, type PlanStep, stepsOf } from "./plan_step.ts";
import { refreshBooks, stopProbes } from "./read_books.ts";
import { routeOf, sharesOf } from "./route_change.ts";
import {
  stepDone,
  type StepEvent,
  type StepNews,
  type StepOutcome,
  type StepWork,
} from "./step_work.ts";
import { takeStep } from "./take_step.ts";

/** Takes a deploy one step further. */
export async function advanceDeploy(
  course: Course,
  state: DeployState,
): Promise<StageStep<DeployState>> {
  const { plan } = state;
  if (plan === undefined) return await begin(course);
  const work = await lookAround(course, state, plan);
  const { wishes } = course.scope;
  if (wishes.rollback === true && !state.isGoingBack) {
    const why = { verdict: "rolled-back", reason: "rolled back by hand" } as const;
    return { ...goBack(work, why, { events: [] }), took: ["rollback"] };
  }
  const step = await advance(course, work);
  const isIdle = wishes.promote !== undefined && !isWaitedFor(course, step.state);
  return isIdle ? { ...step, took: ["promote"] } : step;
}

/** Takes a deploy that somebody ended one step back, until the status is CANCELED. */
export async function cancelDeploy(
  course: Course,
  state: DeployState,
): Promise<StageStep<DeployState>> {
  const { plan } = state;
  if (plan === undefined) return { state, status: "CANCELED", reason: "aborted by hand" };
  const work = await lookAround(course, state, plan);
  if (!state.isGoingBack) {
    // Before any request had the version nothing was judged, and nothing of the users' taken back.
    const verdict = state.epoch === undefined ? "inconclusive" : "rolled-back";
    return goBack(work, { verdict, reason: "aborted by hand" }, { events: [] });
  }
  const step = await advance(course, work);
  return step.status === "RUNNING" ? step : { ...step, status: "CANCELED" };
}

async function begin({ plan: look, scope }: Course): Promise<StageStep<DeployState>> {
  const planned = await look();
  if ("end" in planned) return planned.end;
  const { plan, names, spawned = [] } = planned;
  const wants = await sharesNow(scope, names);
  const state = { ...NEW_DEPLOY, plan, names, spawned, wants };
  return { state, status: "RUNNING", wakeAtMs: 0, reason: "begins" };
}

/** Percent of the requests by role as the routes say, before anything moves. */
async function sharesNow(
  { platform, app }: Course["scope"],
  names: DeployState["names"],
): Promise<DeployState["wants"]> {
  const route = routeOf(await platform.routes(), app);
  const shares = route === undefined ? {} : sharesOf(route);
  const percents = Object.entries(names).flatMap(([role, name]) => {
    const share = shares[name];
    return share === undefined ? [] : [[role, Math.round(1_000 * share) / 10] as const];
  });
  return Object.fromEntries(percents);
}

async function lookAround(
  { scope, settings }: Course,
  state: DeployState,
  plan: DeployPlan,
): Promise<StepWork> {
  const groups = await scope.platform.groups(scope.app);
  const work = { scope, settings, plan, state, groups };
  return { ...work, state: await refreshBooks(work) };
}

async function advance(course: Course, work: StepWork): Promise<StageStep<DeployState>> {
  const adopted = work.state.isGoingBack ? adoptGroups(work) : work.state;
  const now = { ...work, state: adopted };
  const steps = stepsOf(now);
  const step = steps[adopted.at];
  if (step === undefined || adopted.lost !== undefined) return await endDeploy(now, course);
  const quiet = QUIET.has(step.kind) ? await stopProbes(now) : adopted;
  const outcome = await tryStep({ ...now, state: quiet }, step);
  return follow({ ...now, state: quiet }, steps, outcome);
}

/** Nothing moves while a release is compared: probes would only be requests like others. */
const QUIET: ReadonlySet<PlanStep["kind"]> = new Set(["judge"]);

/** What cannot be known is tried again by whoever drives the stage; anything else takes the release back. */
async function tryStep(work: StepWork, step: PlanStep): Promise<StepOutcome> {
  try {
    return await takeStep(work, step);
  } catch (thrown) {
    const error = toNetopsError(thrown);
    if (AGAIN.has(error.code)) throw thrown;
    if (isDecided(work)) return stepDone({ change: noted(work.state, wordsOf(error)) });
    // Kept from users before any of them had it: nothing was taken back.
    const isRefused = error.code === "REFUSED" && work.state.epoch === undefined;
    const verdict = isRefused ? "refused" : "rolled-back";
    return { next: "back", verdict, reason: wordsOf(error) };
  }
}

/** What is left to do then is only clearing up: no reason to take a good release back. */
function isDecided({ state }: StepWork): boolean {
  return state.decision !== undefined && !state.isGoingBack;
}

function noted({ notes }: DeployState, note: string): Partial<DeployState> {
  return { notes: [...notes, note] };
}

const AGAIN: ReadonlySet<string> = new Set([
  ...["UNREACHABLE", "TIMED_OUT", "CONFLICT", "NO_INSTANCE", "OVERLOADED", "DISK_FULL"],
]);

function wordsOf({ message, fix }: NetopsError): string {
  return fix === undefined ? message : `${message}; ${fix}`;
}

function follow(
  work: StepWork,
  steps: readonly PlanStep[],
  outcome: StepOutcome,
): StageStep<DeployState> {
  if (outcome.next === "back") return goBack(work, outcome, outcome);
  const { progress: _, ...rest } = { ...work.state, ...outcome.change };
  if (outcome.next === "wait") {
    const { progress = work.state.progress } = outcome;
    const state = progress === undefined ? rest : { ...rest, progress };
    return step({ ...work, state }, steps, { ...outcome, reason: outcome.reason });
  }
  const at = rest.at + 1;
  const isLast = !rest.isGoingBack && at === decidingSteps(steps);
  const decision = { verdict: "promoted", reason: "", atMs: work.scope.nowMs } as const;
  const state = { ...rest, at: skipped(rest, steps, at), ...(isLast ? { decision } : {}) };
  return step({ ...work, state }, steps, { ...outcome, wakeAtMs: 0 });
}

/** To the end by hand: no share on the way there, and no look. */
function skipped({ isFull, isGoingBack }: DeployState, steps: readonly PlanStep[], at: number) {
  if (isFull !== true || isGoingBack) return at;
  const last = steps.findLastIndex(({ kind }) => kind === "route");
  const next = steps[at];
  return at < last && (next?.kind === "judge" || next?.kind === "route") ? last : at;
}

function goBack(
  work: StepWork,
  { verdict, reason }: BackReason,
  news: StepNews,
): StageStep<DeployState> {
  const changed = { ...work.state, ...news.change };
  const turned = turnBack(changed, { verdict, reason }, work.scope.nowMs);
  const after = { ...work, state: turned.state };
  const events = [...news.events ?? [], ...turned.events];
  return step(after, stepsOf(after), { ...news, events, reason, wakeAtMs: 0 });
}

function step(
  work: StepWork,
  steps: readonly PlanStep[],
  news: StepNews & { readonly reason?: string },
): StageStep<DeployState> {
  const { reason, wakeAtMs, look, took, events = [] } = news;
  return {
    ...{ state: work.state, status: "RUNNING", deploy: deployDetail(work, steps) },
    ...(events.length === 0 ? {} : { events: events as StepEvent[] }),
    ...(reason === undefined ? {} : { reason }),
    ...(wakeAtMs === undefined ? {} : { wakeAtMs }),
    ...(look === undefined ? {} : { look }),
    ...(took === undefined ? {} : { took: [took] }),
  };
}

/** Whether something is still to come that a promotion by hand would cut short. */
function isWaitedFor({ settings }: Course, { plan, isGoingBack, at }: DeployState): boolean {
  if (plan === undefined || isGoingBack) return false;
  return forwardSteps(plan, settings).slice(at)
    .some(({ kind }) => kind === "judge" || kind === "watch");
}
