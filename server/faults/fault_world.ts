import type { ExitStatus, SignalName } from "@netops/core";

/** An instance as process faults see it. */
export interface FaultInstance {
  readonly id: string;
  readonly pid: number;
  /** The seat it sits on, which outlives it. */
  readonly seat: string;
  readonly isUp: boolean;
  /** It is being stopped: no fault may be in the way. */
  readonly isStopping: boolean;
}

/** What process faults can see and do of the platform. */
export interface FaultWorld {
  /** The instance of an id, while it lives. */
  find(instance: string): FaultInstance | undefined;
  /** Whether somebody should sit on a seat: it was not scaled away meanwhile. */
  isWanted(seat: string): boolean;
  /** Who sits on a seat now. */
  holderOf(seat: string): FaultInstance | undefined;
  /** Signals the process group of an instance; false when it is gone. */
  signal(instance: string, name: SignalName): boolean;
  /** Pids of the process group of an instance. */
  membersOf(pid: number): number[];
  isStopped(pid: number): boolean | undefined;
  /** An instance that failed its checks because of a fault gets time to pass them again. */
  regain(instance: string): void;
  /** The seat may be filled at once: its deaths were not its own. */
  forgive(seat: string): void;
  /** Runs a program to its end. */
  runTool(command: readonly [string, ...string[]]): Promise<ToolResult>;
}

/** How a program ended and what it printed. */
export interface ToolResult {
  readonly exit: ExitStatus;
  readonly lines: readonly string[];
}

/** One effect on one instance: done, undone and looked at in one place. */
export interface ProcessHold {
  /** What holds the instance: `lease` keeps fleet from replacing it, `seat` from filling its seat. */
  readonly keeps: "lease" | "seat" | "nothing";
  /** Turns that it took so far. */
  readonly hits: number;
  /** Does it. @throws {NetopsError} when it cannot be done; nothing is left then. */
  begin(): void | Promise<void>;
  /** Undoes it; again and again if need be. An instance that is gone needs nothing. */
  end(): void | Promise<void>;
  /** Whether the effect can be seen on the instance while the fault is held. */
  isFelt(): boolean | Promise<boolean>;
  /** Whether something of it can still be seen after its end. */
  isLeft(): boolean | Promise<boolean>;
}
