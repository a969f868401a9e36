import type { HeldFault, ProcessEffect } from "@netops/core/contracts";
import { FakeTimer, RecordingLogger } from "@netops/core/testing";
import type { FaultInstance, FaultWorld, ToolResult } from "./fault_world.ts";
import { ProcessFaults } from "./process_faults.ts";

interface FakeProcess {
  isStopped: boolean;
  limit: string;
}

/** What every process has before a fault touches it. */
export const USUAL_LIMIT = "1024";

/** A platform of a few seats in memory: signals and limits do what they do to real processes. */
export class FakeWorld implements FaultWorld {
  readonly processes = new Map<number, FakeProcess>();
  readonly #members = new Map<string, FaultInstance & { group: number[] }>();
  readonly #unwanted = new Set<string>();
  readonly forgiven: string[] = [];
  readonly regained: string[] = [];
  /** What `prlimit` answers instead of setting a limit: its words, or undefined to work. */
  toolFailure: string | undefined;
  /** Tools wait for this before they begin. */
  beforeTool: () => Promise<void> = () => Promise.resolve();
  #nextPid = 100;

  /** Somebody comes to sit on a seat; answers its id. */
  seat(seat: string, change: Partial<FaultInstance> = {}): string {
    const pid = this.#nextPid++;
    const id = change.id ?? `${seat.split("/")[0]}-${pid}`;
    this.processes.set(pid, { isStopped: false, limit: USUAL_LIMIT });
    const instance = { id, pid, seat, isUp: true, isStopping: false, ...change };
    this.#members.set(id, { ...instance, group: [pid] });
    return id;
  }

  /** An instance gets another process, which inherits what its first one has. */
  fork(instance: string): number {
    const member = this.#members.get(instance);
    if (member === undefined) throw new Error(`${instance} is gone`);
    const pid = this.#nextPid++;
    const parent = this.processes.get(member.pid)!;
    this.processes.set(pid, { isStopped: false, limit: parent.limit });
    member.group.push(pid);
    return pid;
  }

  /** An instance ends. */
  die(instance: string): void {
    for (const pid of this.#members.get(instance)?.group ?? []) this.processes.delete(pid);
    this.#members.delete(instance);
  }

  /** Nobody shall sit there any more. */
  unwant(seat: string): void {
    this.#unwanted.add(seat);
  }

  get living(): string[] {
    return [...this.#members.keys()];
  }

  find(instance: string): FaultInstance | undefined {
    return this.#members.get(instance);
  }

  isWanted(seat: string): boolean {
    return !this.#unwanted.has(seat);
  }

  holderOf(seat: string): FaultInstance | undefined {
    return [...this.#members.values()].find((one) => one.seat === seat);
  }

  signal(instance: string, name: string): boolean {
    const member = this.#members.get(instance);
    if (member === undefined) return false;
    if (name === "SIGKILL") this.die(instance);
    if (name === "SIGSTOP" || name === "SIGCONT") {
      for (const pid of member.group) this.processes.get(pid)!.isStopped = name === "SIGSTOP";
    }
    return true;
  }

  membersOf(pid: number): number[] {
    return [...this.#members.values()].find((one) => one.pid === pid)?.group ?? [];
  }

  isStopped(pid: number): boolean | undefined {
    return this.processes.get(pid)?.isStopped;
  }

  regain(instance: string): void {
    this.regained.push(instance);
  }

  forgive(seat: string): void {
    this.forgiven.push(seat);
  }

  /** `prlimit --pid P --nofile …`, as the real one answers. */
  async runTool(command: readonly string[]): Promise<ToolResult> {
    await this.beforeTool();
    const process = this.processes.get(Number(command[2]));
    const setting = /^--nofile=(.*):$/.exec(command[3] ?? "")?.[1];
    if (process === undefined) return toolResult(1, "prlimit: No such process");
    if (setting === undefined) return toolResult(0, process.limit);
    if (this.toolFailure !== undefined) return toolResult(1, this.toolFailure);
    process.limit = setting;
    return toolResult(0);
  }
}

function toolResult(code: number, ...lines: string[]): ToolResult {
  return { exit: { code }, lines };
}

/** Faults on a fake world whose time a test owns. */
export function faultRig() {
  const timer = new FakeTimer();
  const world = new FakeWorld();
  const logger = new RecordingLogger();
  const faults = new ProcessFaults({ world, clock: timer.clock, timer, logger });
  return { ...{ timer, world, logger, faults }, clock: timer.clock };
}

/** A fault as the guardian sends it. */
export function heldFault(id: string, effect: ProcessEffect): HeldFault {
  return {
    ...{ id, kind: effect.type, effect, match: {}, seed: "s" },
    ...{ remainingMs: 60_000, leaseMs: 5_000 },
  };
}
