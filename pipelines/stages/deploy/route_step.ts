import { NetopsError, toNetopsError } from "@netops/core";
import type { DeployStep } from "../../strategies/step.ts";
import type { DeployState, StepProgress } from "./deploy_state.ts";
import { followGroup, markMove } from "./ledger_book.ts";
import { droppedSoFar, readBooks, startProbes, tooManyDropped } from "./read_books.ts";
import { isUntouched } from "./return_steps.ts";
import { hasWeights, routeOf, withWeights } from "./route_change.ts";
import {
  nameOf,
  stepDone,
  type StepOutcome,
  type StepWork,
  takenBack,
  waiting,
} from "./step_work.ts";

type RouteStep = Extract<DeployStep, { kind: "route" }>;

/** Probes are on their way for so long before requests move. */
const AHEAD_MS = 300;
/** Requests that began before the last gateway followed are over by then. */
const BEHIND_MS = 500;
const SETTLE_MS = 30_000;
const SOON_MS = 50;
const MOST_CONFLICTS = 50;

/** Moves requests in one step, waits until every gateway follows, and counts what that dropped. */
export function routeStep(work: StepWork, step: RouteStep): Promise<StepOutcome> | StepOutcome {
  const { progress = {} } = work.state;
  if (progress.epoch !== undefined) return settle(work, { ...progress, epoch: progress.epoch });
  const { untilMs } = progress;
  if (untilMs === undefined) return lookAhead(work);
  return work.scope.nowMs < untilMs
    ? waiting("probes are under way", { progress, wakeAtMs: untilMs })
    : move(work, step);
}

async function lookAhead(work: StepWork): Promise<StepOutcome> {
  const { scope, state } = work;
  if (state.isGoingBack && await isUntouched(work)) return stepDone();
  const isOn = startProbes(work);
  const probing = { ...state, probes: { ...state.probes, isOn } };
  const books = await readBooks({ ...work, state: probing });
  const now = { ...probing, ...books };
  const isFirst = state.ledger === undefined;
  const untilMs = scope.nowMs + (isOn && !state.probes.isOn ? AHEAD_MS : 0);
  const change = { ...books, droppedBeforeMove: isFirst ? 0 : droppedSoFar(now) };
  return waiting("probes are under way", { change, progress: { untilMs }, wakeAtMs: untilMs });
}

async function move(work: StepWork, step: RouteStep): Promise<StepOutcome> {
  const { scope: { platform, app, nowMs }, state } = work;
  const snapshot = await platform.routes();
  const current = routeOf(snapshot, app);
  if (current === undefined) throw noRoute(app);
  const route = withWeights(current, named(state, step.weights));
  let { epoch } = snapshot;
  if (!hasWeights(current, route)) {
    const require = named(state, leastOf(step, state));
    const change = { key: current.key, expectEpoch: epoch, route, require };
    try {
      ({ epoch } = await platform.switchRoute(change));
    } catch (thrown) {
      return movedMeanwhile(work, thrown);
    }
  }
  const { progress = {} } = state;
  const weights = named(state, step.weights);
  return waiting(words(weights), {
    change: movedChange(work, step, epoch),
    progress: { ...progress, epoch, untilMs: nowMs + SETTLE_MS },
    events: [{ kind: "routed", data: { epoch, weights } }],
    wakeAtMs: nowMs + SOON_MS,
  });
}

/** On the way back one instance has to do: whatever the old group has is better than what is taken back. */
function leastOf({ require }: RouteStep, { isGoingBack }: DeployState) {
  return isGoingBack ? Object.fromEntries(Object.keys(require).map((role) => [role, 1])) : require;
}

function movedChange({ scope, state }: StepWork, step: RouteStep, epoch: number) {
  const { nowMs } = scope;
  const getsTraffic = (step.weights.fresh ?? 0) > 0;
  const names = Object.keys(named(state, step.weights));
  const book = state.ledger === undefined ? undefined : names.reduce(followGroup, state.ledger);
  return {
    epoch,
    wants: step.weights,
    ...(book === undefined ? {} : { ledger: markMove(book) }),
    ...(getsTraffic ? { trafficAtMs: state.trafficAtMs ?? nowMs } : {}),
  };
}

/** Somebody else changed a route in between: the next try looks at theirs. */
function movedMeanwhile({ scope, state }: StepWork, thrown: unknown): StepOutcome {
  const error = toNetopsError(thrown);
  const { progress = {} } = state;
  const conflicts = (progress.conflicts ?? 0) + 1;
  if (error.code !== "CONFLICT" || conflicts > MOST_CONFLICTS) throw thrown;
  const wakeAtMs = scope.nowMs + SOON_MS;
  return waiting("routes changed meanwhile", { progress: { ...progress, conflicts }, wakeAtMs });
}

async function settle(
  work: StepWork,
  progress: StepProgress & { readonly epoch: number },
): Promise<StepOutcome> {
  const { scope: { platform, nowMs }, state } = work;
  const { epoch, settledAtMs, untilMs = 0 } = progress;
  if (settledAtMs !== undefined) {
    const endMs = settledAtMs + BEHIND_MS;
    return nowMs < endMs
      ? waiting(`epoch ${epoch} is settled`, { progress, wakeAtMs: endMs })
      : countDropped(work);
  }
  const { isSettled, silent } = await platform.settled(epoch);
  if (isSettled) {
    const settled = { ...progress, settledAtMs: nowMs };
    const events = [{ kind: "settled", data: { epoch } }];
    return waiting(`epoch ${epoch} is settled`, { progress: settled, events, wakeAtMs: nowMs });
  }
  const who = `${silent.join(", ")} ${
    silent.length === 1 ? "does" : "do"
  } not follow epoch ${epoch}`;
  if (nowMs < untilMs) return waiting(who, { progress, wakeAtMs: nowMs + SOON_MS });
  // On the way back there is no better place to go to, and a group is not ended before all follow.
  return state.isGoingBack ? stepDone() : takenBack(who);
}

async function countDropped(work: StepWork): Promise<StepOutcome> {
  const books = await readBooks(work);
  const change = { ...books, ledger: markMove(books.ledger) };
  const reason = tooManyDropped(work, books);
  return reason === undefined ? stepDone({ change }) : takenBack(reason, { change });
}

/** By name of the group what was said by role. */
function named(
  state: DeployState,
  byRole: Readonly<Record<string, number>>,
): Record<string, number> {
  return Object.fromEntries(
    Object.entries(byRole).map(([role, value]) => [nameOf({ state }, role), value]),
  );
}

function words(weights: Readonly<Record<string, number>>): string {
  return Object.entries(weights).map(([group, weight]) => `${group} ${weight} %`).join(", ");
}

function noRoute(app: string): NetopsError {
  return new NetopsError("REFUSED", `Cannot move requests of ${app} as it has no route`, {
    fix: `netops up, with ${app} in netops.yaml`,
  });
}
