import { type PsInstance, type RequestEffect, RequestMatch } from "@netops/core/contracts";
import { type FaultPart, INSTANCES, type TargetWord } from "./fault_kind.ts";

/** Parameters of every fault on requests: which of them it touches. */
export const MATCH_PARAMETERS = RequestMatch.shape;

/** What a fault on requests may be aimed at. */
export const REQUEST_TARGETS: readonly TargetWord[] = [...INSTANCES, "link"];

/** A fault on requests: a process of ours does it itself, in front of a user's service a link does. */
export function onRequests(
  instance: PsInstance,
  effect: RequestEffect,
  match: RequestMatch,
): FaultPart {
  const isOurs = instance.adminUrl !== undefined;
  return { side: isOurs ? "service" : "link", effect, match };
}
