import { toNetopsError } from "@netops/core";
import type { RouteSnapshot, ServerGroupView } from "@netops/core/contracts";
import { routeOf, sharesOf } from "./route_change.ts";
import { stepDone, type StepOutcome, type StepWork, waiting } from "./step_work.ts";

const LONGEST_MS = 30_000;
const LOOK_MS = 200;

/**
 * Ends groups of the app that were kept by earlier deploys, one after the other: only the one that served
 * last is kept. A group with anything under way is left for the next deploy.
 */
export async function tidyStep(work: StepWork): Promise<StepOutcome> {
  const { scope: { platform, app, nowMs }, state } = work;
  const { progress = {} } = state;
  const left = leftOver(work, await platform.routes());
  const untilMs = progress.untilMs ?? nowMs + LONGEST_MS;
  const [next] = left;
  if (next === undefined || nowMs >= untilMs) return stepDone();
  const wakeAtMs = nowMs + LOOK_MS;
  const reason = `older groups of ${app} end`;
  const wait = (clearing?: string) =>
    waiting(reason, {
      progress: { untilMs, ...(clearing === undefined ? {} : { clearing }) },
      wakeAtMs,
    });
  if (next.name === progress.clearing) return wait(next.name);
  const load = await platform.load(next.name);
  if (!load.isDrained) return wait();
  try {
    await platform.stop(next.name);
  } catch (thrown) {
    if (!LET_BE.has(toNetopsError(thrown).code)) throw thrown;
    return stepDone();
  }
  const events = [{ kind: "stopped", data: { group: next.name, role: "older" } }];
  return { ...wait(next.name), events };
}

/** It has requests again, or is gone by itself. */
const LET_BE: ReadonlySet<string> = new Set(["REFUSED", "NOT_FOUND"]);

function leftOver(
  { scope: { app }, state: { names, kept, progress }, groups, settings }: StepWork,
  snapshot: RouteSnapshot,
): readonly ServerGroupView[] {
  const route = routeOf(snapshot, app);
  const routed = new Set([
    ...Object.keys(route === undefined ? {} : sharesOf(route)),
    ...(route?.rules ?? []).map(({ serverGroup }) => serverGroup),
  ]);
  const isOldKept = !settings.stopsOld || kept.includes("old");
  const stays = new Set([
    names.fresh,
    ...(isOldKept ? [names.old] : []),
    ...(kept.includes("baseline") ? [names.baseline] : []),
  ]);
  return groups.filter(({ name, shareRatio, desired }) =>
    shareRatio === 0 && !routed.has(name) && !stays.has(name) &&
    (desired > 0 || name === progress?.clearing)
  );
}
