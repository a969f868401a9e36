import type { SignalName } from "./spawner.ts";

/** Who holds a port. */
export interface PortOwner {
  readonly pid: number;
  readonly command: string;
}

/** Looks at the processes of this machine, and signals those that netops started. */
export interface Processes {
  /** The pid of this process. */
  readonly ownPid: number;
  /** When `pid` started, in the kernel's own unit; undefined when it is gone or a zombie. */
  startMark(pid: number): string | undefined;
  /** Pids of a process group that are alive (zombies are not). */
  groupMembers(groupId: number): number[];
  /** Living pids whose environment holds `name=value`, this process aside; empty where the system cannot tell. */
  withEnvironment(name: string, value: string): number[];
  /** All living descendants of `pids`, and the pids themselves. */
  family(pids: readonly number[]): number[];
  /** Signals one process; false when it is gone. */
  signal(pid: number, name: SignalName): boolean;
  /** Signals a process group; false when no member is left. */
  signalGroup(groupId: number, name: SignalName): boolean;
  /** Whether a living process is stopped by a signal; undefined when it is gone. */
  isStopped(pid: number): boolean | undefined;
  /** Who listens on a TCP port, or undefined when nobody does or the system cannot tell. */
  portOwner(port: number): PortOwner | undefined;
  /** Proportional set size of the pids together, in bytes; 0 where the system cannot tell. */
  pssBytes(pids: readonly number[]): number;
}

/** What the living processes of a group use. */
export interface GroupUsage {
  /** Processor time of them and of those that they waited for: less than before when one ended that nobody waited for. */
  readonly cpuS: number;
  /** Resident memory of them together: pages that they share count once for each. */
  readonly residentBytes: number;
}

/** Reads what process groups use. */
export interface GroupUsages {
  /** The usage of each of these groups that has a process, by group id; one pass over the system. */
  read(groupIds: ReadonlySet<number>): ReadonlyMap<number, GroupUsage>;
}
