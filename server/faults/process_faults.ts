import {
  type CancelTimer,
  type Clock,
  type Logger,
  NetopsError,
  type Timer,
  toNetopsError,
} from "@netops/core";
import type { HeldFault, HeldFaultView, ProcessEffect } from "@netops/core/contracts";
import { LeaseBook } from "@netops/core/faults";
import type { FaultWorld, ProcessHold } from "./fault_world.ts";
import { FileLimits } from "./file_limits.ts";
import { Kill } from "./kill.ts";
import { LimitFiles } from "./limit_files.ts";
import { Outage } from "./outage.ts";
import { RefusedStarts } from "./refused_starts.ts";
import { Pause } from "./pause.ts";
import { RestartLoop } from "./restart_loop.ts";
import { RunState } from "./run_state.ts";
import { ThrottleCpu } from "./throttle_cpu.ts";

/** What process faults work with. */
export interface ProcessFaultsOptions {
  readonly world: FaultWorld;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly logger: Logger;
}

/** A process fault as fleet holds it. */
export interface ProcessFaultView extends HeldFaultView {
  readonly instance: string;
  /** Whether the effect can be seen on the process right now. */
  readonly isFelt: boolean;
  /** It ended, and something of it can still be seen. */
  readonly isLeft?: true;
}

interface Entry {
  readonly fault: HeldFault;
  readonly instance: string;
  readonly seat: string;
  readonly hold: ProcessHold;
  /** Settles when it is done, or could not be: nothing is undone before. */
  begun: Promise<void>;
}

/** Lapses are looked for this often at least: a machine that slept, or a wall clock that was set. */
const MOST_WAIT_MS = 1_000;

/**
 * What fleet does to processes from outside, each for a limited time.
 *
 * Fleet ends each by its own clocks, whether or not the guardian lives; when fleet itself dies, keeper
 * ends all processes and with them what was done to them.
 */
export class ProcessFaults {
  readonly #options: ProcessFaultsOptions;
  readonly #book: LeaseBook<Entry>;
  readonly #runState: RunState;
  readonly #limits: FileLimits;
  /** What ended and was not seen to be gone yet. */
  readonly #ending = new Map<string, Entry>();
  /** Keys of those of them whose undo failed; it is tried again. */
  readonly #failed = new Set<string>();
  #cancelLapse: CancelTimer = () => undefined;

  /** Holds nothing yet. */
  constructor(options: ProcessFaultsOptions) {
    this.#options = options;
    this.#book = new LeaseBook(options.clock);
    this.#runState = new RunState(options.world);
    this.#limits = new FileLimits(options.world);
  }

  /**
   * Does what a fault says to an instance; the same fault again changes nothing but its lease.
   *
   * @throws {NetopsError} NOT_FOUND when the instance is gone, REQUEST_INVALID when fleet cannot do that.
   */
  async put(instance: string, fault: HeldFault): Promise<void> {
    const key = keyOf(fault.id, instance);
    // One that is over but was not ended yet must not be forgotten for the new one.
    this.#lapse();
    if (this.#book.get(key) !== undefined) {
      this.#book.renew([key], fault.leaseMs);
      return;
    }
    const found = this.#options.world.find(instance);
    if (found === undefined) {
      throw new NetopsError("NOT_FOUND", `Cannot find the instance "${instance}"`, {
        fix: "netops ps",
      });
    }
    const hold = this.#holdOf(instance, fault.effect as ProcessEffect);
    const entry: Entry = { fault, instance, seat: found.seat, hold, begun: Promise.resolve() };
    this.#book.put(key, entry, fault);
    this.#watchLapse();
    entry.begun = (async () => await hold.begin())();
    try {
      await entry.begun;
    } catch (thrown) {
      this.#book.remove(key);
      await this.#endAndComplain(key, entry);
      throw thrown;
    }
  }

  /** Undoes a fault on an instance; nothing happens when it is not held. */
  async remove(id: string, instance: string): Promise<void> {
    const key = keyOf(id, instance);
    const entry = this.#book.remove(key) ?? this.#ending.get(key);
    this.#watchLapse();
    if (entry !== undefined) await this.#end(key, entry);
  }

  /** Renews the leases of faults on all their instances; answers the ids of which none is held. */
  renew(ids: readonly string[], leaseMs: number): string[] {
    const held = this.#book.list();
    return ids.filter((id) => {
      const keys = held.filter(({ value }) => value.fault.id === id).map((entry) => entry.id);
      this.#book.renew(keys, leaseMs);
      this.#watchLapse();
      return keys.length === 0;
    });
  }

  /** What is held, and what ended and is still to be seen, as it is now: of one fault, or of all. */
  async list(id?: string): Promise<ProcessFaultView[]> {
    const isNamed = ({ fault }: Entry) => id === undefined || fault.id === id;
    const held = this.#book.list().filter(({ value }) => isNamed(value));
    const views = held.map(async ({ value, remainingMs, leaseLeftMs }) => ({
      ...viewOf(value),
      ...{ remainingMs, leaseLeftMs },
      isFelt: await value.hold.isFelt(),
    }));
    return [...await Promise.all(views), ...await this.#listLeft(isNamed)];
  }

  async #listLeft(isNamed: (entry: Entry) => boolean): Promise<ProcessFaultView[]> {
    const left: ProcessFaultView[] = [];
    for (const [key, entry] of [...this.#ending].filter(([, one]) => isNamed(one))) {
      if (!await this.#isLeft(key, entry)) this.#ending.delete(key);
      else left.push({ ...viewOf(entry), ...GONE_TERMS, isFelt: true, isLeft: true });
    }
    return left;
  }

  async #isLeft(key: string, { hold, seat }: Entry): Promise<boolean> {
    if (this.#failed.has(key)) return true;
    // An empty seat that another fault keeps is that fault's doing.
    if (hold.keeps !== "lease" && this.isSeatHeld(seat)) return false;
    return await hold.isLeft();
  }

  /** Whether fleet must not replace an instance that does not answer. */
  isLeased(instance: string): boolean {
    if (this.#book.size === 0) return false;
    return this.#book.list().some(({ value }) =>
      value.instance === instance && value.hold.keeps === "lease"
    );
  }

  /** Whether a seat must stay empty. */
  isSeatHeld(seat: string): boolean {
    if (this.#book.size === 0) return false;
    return this.#book.list().some(({ value }) =>
      value.seat === seat && value.hold.keeps === "seat"
    );
  }

  /**
   * Whether the death of an instance is none of its own: something is done to it or to its seat, or was done
   * to it and can still be seen.
   */
  isAtWork(instance: string, seat: string): boolean {
    const held = this.#book.size === 0 ? [] : this.#book.list();
    return held.some(({ value }) => value.instance === instance || value.seat === seat) ||
      [...this.#ending.values()].some((entry) => entry.instance === instance);
  }

  /** Undoes everything, as when the platform stops; what fails is told to the log and holds nothing up. */
  async endAll(): Promise<void> {
    this.#cancelLapse();
    const entries = new Map(this.#ending);
    for (const { id, value } of [...this.#book.takeLapsed(), ...this.#book.list()]) {
      this.#book.remove(id);
      entries.set(id, value);
    }
    await Promise.all([...entries].map(([key, entry]) => this.#endAndComplain(key, entry)));
    this.#failed.clear();
    this.#cancelLapse();
  }

  #holdOf(instance: string, effect: ProcessEffect): ProcessHold {
    const { world, clock, timer } = this.#options;
    const runState = this.#runState;
    switch (effect.type) {
      case "kill":
        return new Kill(instance, effect.signal, { world, clock });
      case "pause":
        return new Pause(instance, world, runState);
      case "outage":
        return new Outage(instance, world);
      case "refuse-starts":
        return new RefusedStarts(instance, world);
      case "restart-loop":
        return new RestartLoop(instance, effect.everyMs, { world, timer });
      case "throttle-cpu":
        return new ThrottleCpu(instance, effect.runRatio, { world, runState, timer });
      case "limit-files":
        return new LimitFiles(instance, effect.files, { world, limits: this.#limits });
      default:
        throw new NetopsError("REQUEST_INVALID", `Cannot do "${effect["type"]}" to a process`);
    }
  }

  #watchLapse(): void {
    this.#cancelLapse();
    this.#cancelLapse = () => undefined;
    if (this.#book.size === 0 && this.#failed.size === 0) return;
    const waitMs = Math.min(this.#book.nextLapseMs, MOST_WAIT_MS);
    this.#cancelLapse = this.#options.timer.after(waitMs, () => this.#lapse());
  }

  #lapse(): void {
    for (const { id, value } of this.#book.takeLapsed()) void this.#endAndComplain(id, value);
    for (const key of this.#failed) {
      const entry = this.#ending.get(key);
      if (entry !== undefined) void this.#endAndComplain(key, entry);
    }
    this.#watchLapse();
  }

  async #end(key: string, entry: Entry): Promise<void> {
    const { hold, instance } = entry;
    this.#ending.set(key, entry);
    if (hold.keeps === "lease") this.#options.world.regain(instance);
    try {
      await entry.begun.catch(() => undefined);
      await hold.end();
      this.#failed.delete(key);
    } catch (thrown) {
      this.#failed.add(key);
      this.#watchLapse();
      throw thrown;
    }
  }

  async #endAndComplain(key: string, entry: Entry): Promise<void> {
    try {
      await this.#end(key, entry);
    } catch (thrown) {
      this.#complain(entry, thrown);
    }
  }

  #complain({ fault, instance }: Entry, thrown: unknown): void {
    const { message, fix } = toNetopsError(thrown);
    this.#options.logger.log("error", `Cannot undo ${fault.kind} on ${instance}: ${message}`, {
      fault: fault.id,
      fix,
    });
  }
}

const GONE_TERMS = { remainingMs: 0, leaseLeftMs: 0 };

function viewOf({ fault, instance, hold }: Entry) {
  const { id, kind, effect } = fault;
  return { id, kind, effect, instance, hits: hold.hits };
}

function keyOf(id: string, instance: string): string {
  return `${id} ${instance}`;
}
