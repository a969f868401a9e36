import type { DeployStep } from "../../strategies/step.ts";
import { groupKey } from "./spawn_step.ts";
import { followGroup } from "./ledger_book.ts";
import { routeOf, sharesOf } from "./route_change.ts";
import { livingGroup, stepDone, type StepOutcome, type StepWork, waiting } from "./step_work.ts";

/** All of the old group is waited for so long; after that one instance has to do. */
const WHOLE_MS = 5_000;

/**
 * Waits until the old group can take everything back. One that was ended meanwhile is started again.
 *
 * @throws {NetopsError} of the platform when it cannot be started
 */
export async function returnReady(
  work: StepWork,
  step: Extract<DeployStep, { kind: "ready" }>,
): Promise<StepOutcome> {
  const { scope: { nowMs }, settings, state } = work;
  if (await isUntouched(work)) return stepDone();
  const old = livingGroup(work, "old");
  if (old === undefined) return await restore(work, step.replicas);
  const { progress = {} } = state;
  const untilMs = progress.untilMs ?? nowMs + settings.readyMs;
  const sinceMs = untilMs - settings.readyMs;
  const wanted = Math.min(step.replicas, old.desired);
  if (old.up >= wanted && wanted > 0) return stepDone();
  if (old.up > 0 && nowMs >= sinceMs + WHOLE_MS) return stepDone();
  const counts = `${old.name}: ${old.up} of ${step.replicas} instances are healthy`;
  if (nowMs < untilMs) return waiting(`back to ${counts}`, { progress: { ...progress, untilMs } });
  const why = old.failure ?? counts;
  return { next: "back", verdict: "inconclusive", reason: `${old.name} cannot serve: ${why}` };
}

async function restore({ scope, plan, state }: StepWork, replicas: number): Promise<StepOutcome> {
  const gone = state.names.old ?? plan.old?.name ?? "";
  const view = await scope.platform.spawn({
    ...{ key: groupKey(scope, "restored"), app: scope.app, replicas },
    source: { kind: "group", name: plan.old?.name ?? gone },
  });
  const { ledger } = state;
  return waiting(`${view.name} takes the place of ${gone}, which was ended`, {
    change: {
      names: { ...state.names, old: view.name },
      ...(ledger === undefined ? {} : { ledger: followGroup(ledger, view.name) }),
    },
    events: [{ kind: "spawned", data: { group: view.name, role: "old", insteadOf: gone } }],
  });
}

/** Whether no request ever went elsewhere: then there is nothing to take back, whatever the old group does. */
export async function isUntouched({ scope, state }: StepWork): Promise<boolean> {
  if (state.epoch !== undefined) return false;
  const route = routeOf(await scope.platform.routes(), scope.app);
  const shares = route === undefined ? {} : sharesOf(route);
  return [state.names.fresh, state.names.baseline].every((name) =>
    name === undefined || shares[name] === undefined
  );
}
