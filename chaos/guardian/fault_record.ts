import type { FaultView, PsInstance } from "@netops/core/contracts";
import { isRequestEffect } from "@netops/core/faults";
import type { FaultPart } from "../faults/fault_kind.ts";

/** Where an instance was when the fault was made: enough to undo it after everybody forgot. */
export type TargetRecord = Pick<
  PsInstance,
  "id" | "app" | "serverGroup" | "zone" | "host" | "port" | "pid" | "adminUrl"
>;

/** What a fault does to one instance; as it stands in the journal it is also its inverse. */
export interface FaultPartRecord {
  readonly target: TargetRecord;
  readonly part: FaultPart;
}

/** A fault as it stands in the journal before anything is done. */
export interface FaultRecord {
  readonly id: string;
  readonly runId: string;
  readonly kind: string;
  /** Whom it was aimed at, as it was asked for: `zone:eu-b`, an app. */
  readonly aim?: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly parts: readonly FaultPartRecord[];
  readonly startedAtMs: number;
  readonly durationMs: number;
  readonly leaseMs: number;
  /** Who renews it; the guardian itself when left out. */
  readonly experimentId?: string;
  readonly seed: string;
  readonly planHash: string;
  /** Whether its instances do not serve meanwhile. */
  readonly takesAway: boolean;
}

/** A fault and how far it is. */
export interface KnownFault {
  readonly record: FaultRecord;
  state: FaultView["state"];
  endReason?: string;
  endedAtMs?: number;
  /** When its undo began. */
  undoingSinceMs?: number;
  hits: number;
  left: { what: string; where: string; fix: string }[];
}

/** When a fault ends by itself, in wall ms. */
export function expiresAtMs({ startedAtMs, durationMs }: FaultRecord): number {
  return startedAtMs + durationMs;
}

/** A fault as the outside sees it. */
export function viewFault(fault: KnownFault): FaultView {
  const { record, state, endReason, endedAtMs, hits, left } = fault;
  const { id, kind, parameters, startedAtMs, experimentId } = record;
  return {
    ...{ id, kind, parameters: { ...parameters }, startedAtMs, state, hits },
    targets: record.parts.map(({ target: { id: instance, app, serverGroup, zone } }) => ({
      ...{ instance, app, serverGroup, zone },
    })),
    expiresAtMs: expiresAtMs(record),
    ...(experimentId === undefined ? {} : { experimentId }),
    ...(endReason === undefined ? {} : { endReason }),
    ...(endedAtMs === undefined ? {} : { endedAtMs }),
    ...(hits === 0 && state !== "injecting" && record.parts.every(isOnRequests)
      ? { isUntouched: true as const }
      : {}),
    ...(left.length === 0 ? {} : { left }),
  };
}

function isOnRequests({ part }: FaultPartRecord): boolean {
  return part.side === "link" || (part.side === "service" && isRequestEffect(part.effect));
}

/** Whether a fault may still have something of it in the platform. */
export function isOpen({ state }: Pick<KnownFault, "state">): boolean {
  return state !== "undone" && state !== "not-injected";
}
