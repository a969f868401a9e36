import type { Clock, ExitStatus, Processes, Rng, Spawner, SpawnRequest, Timer } from "@netops/core";
import type { Group, Member } from "./model.ts";
import type { ProbeResult } from "./observe.ts";
import type { IsLeased, IsSeatHeld } from "./plan.ts";
import type { PortPool } from "./port_pool.ts";

/** Remembers process groups outside of fleet, so that they end when fleet is killed. */
export interface ProcessGuard {
  /** Whether the guard can take a new group right now. */
  readonly ready: boolean;
  added(entry: { pid: number; startMark: string; instanceId: string }): void;
  removed(pid: number): void;
}

/** Hears what happens to members; must not throw. */
export interface SupervisorListener {
  onLine(member: Member, line: { stream: "stdout" | "stderr"; text: string }): void;
  /** A member came, changed its phase, or is gone. */
  onChange(change: MemberChange): void;
}

/** One change of one member. */
export interface MemberChange {
  readonly kind: "spawned" | "up" | "down" | "stopping" | "gone" | "spawn-failed" | "crash-loop";
  readonly member: Member;
  readonly reason?: string;
  readonly exit?: ExitStatus;
  /** The death was not asked for. */
  readonly failed?: boolean;
}

/** What a supervisor works with. */
export interface SupervisorOptions {
  readonly clock: Clock;
  readonly timer: Timer;
  readonly rng: Rng;
  readonly spawner: Spawner;
  readonly processes: Pick<
    Processes,
    "signal" | "signalGroup" | "groupMembers" | "withEnvironment"
  >;
  readonly ports: PortPool;
  readonly guard: ProcessGuard;
  readonly listener: SupervisorListener;
  readonly host: string;
  /** Children of an instance are known by its id and by this. */
  readonly runId: string;
  readonly isLeased?: IsLeased;
  readonly isSeatHeld?: IsSeatHeld;
  /** How to run a member, and the first line for its stdin where it is one of ours. */
  launch(group: Group, member: Member): { request: SpawnRequest; bootLine?: string };
  /** Resolves when nothing of an earlier holder of the same id can harm a new one. */
  mayStart(member: Member): Promise<void>;
  probe(group: Group, member: Member): Promise<ProbeResult>;
  /** Takes a member out of discovery before it is stopped, and lets its requests end within `drainMs`. */
  withdraw(member: Member, options: { readonly drainMs: number }): Promise<void>;
}
