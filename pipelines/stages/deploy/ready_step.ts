import type { ServerGroupView } from "@netops/core/contracts";
import type { DeployStep } from "../../strategies/step.ts";
import type { Role } from "./deploy_state.ts";
import {
  livingGroup,
  nameOf,
  stepDone,
  type StepOutcome,
  type StepWork,
  takenBack,
  waiting,
} from "./step_work.ts";

const SHOWN_LINES = 3;
const SLOW_FACTOR = 3;
const SLOW_MS = 5_000;

/** Waits until a group is healthy; one that fails, or takes much longer than the old version, is no release. */
export function readyStep(
  work: StepWork,
  step: Extract<DeployStep, { kind: "ready" }>,
): StepOutcome {
  const { scope: { nowMs }, settings, state } = work;
  const role = step.group as Role;
  const group = livingGroup(work, role);
  const untilMs = state.progress?.untilMs ?? nowMs + settings.readyMs;
  if (group === undefined) {
    return takenBack(`${nameOf(work, role)} is gone: somebody else ended it`);
  }
  if (group.failure !== undefined) {
    return takenBack(`${group.name} does not come up: ${group.failure}${saidBy(group)}`);
  }
  const slow = role === "fresh" ? slowness(work, group) : undefined;
  if (slow !== undefined) return takenBack(slow);
  if (group.up >= step.replicas) {
    const { name, up, readyMs } = group;
    const data = { group: name, role, up, ...(readyMs === undefined ? {} : { readyMs }) };
    return stepDone({ events: [{ kind: "ready", data }] });
  }
  const counts = `${group.up} of ${step.replicas} instances are healthy`;
  if (nowMs < untilMs) return waiting(`${group.name}: ${counts}`, { progress: { untilMs } });
  return takenBack(`${neverWords(group, settings.readyMs)}${saidBy(group)}`);
}

/**
 * That it takes much longer than the old version, when it does. Who said how long a start may take knows better
 * than a comparison, and how long a bad version took is no measure of the way back.
 */
function slowness(work: StepWork, group: ServerGroupView): string | undefined {
  const { plan, scope: { nowMs }, settings } = work;
  if (settings.isReadySaid === true || settings.isOldBad === true) return undefined;
  const oldMs = livingGroup(work, "baseline")?.readyMs ?? plan.old?.readyMs;
  if (oldMs === undefined || plan.source === undefined) return undefined;
  const tookMs = group.readyMs ?? nowMs - group.createdAtMs;
  if (tookMs <= SLOW_FACTOR * oldMs || tookMs <= oldMs + SLOW_MS) return undefined;
  const than = `the old version took ${seconds(oldMs)}`;
  const allow = "to allow more: --ready TIME";
  return group.readyMs === undefined
    ? `${neverWords(group, tookMs)}, and ${than}; ${allow}${saidBy(group)}`
    : `${group.name} starts too slowly: ${seconds(tookMs)}, ${than}; ${allow}`;
}

function neverWords({ name, up, desired, instances }: ServerGroupView, tookMs: number): string {
  const counts = `${up} of ${desired} instances ${up === 1 ? "is" : "are"} healthy`;
  const why = instances.find(({ probeReason }) => probeReason !== undefined)?.probeReason;
  const last = why === undefined ? "" : ` (${why})`;
  return `${name} never became healthy: ${counts} after ${seconds(tookMs)}${last}`;
}

function saidBy({ lastLines }: ServerGroupView): string {
  const lines = lastLines.slice(-SHOWN_LINES).map((line) => line.slice(0, 200));
  return lines.length === 0 ? "" : `; it said: ${lines.join(" | ")}`;
}

/** A time for people: `12.1 s`. */
export function seconds(timeMs: number): string {
  return `${Number((timeMs / 1_000).toFixed(1))} s`;
}
