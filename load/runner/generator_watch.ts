import type { Clock, GroupUsage, GroupUsages, Timer } from "@netops/core";
import type { MeasuredHealth } from "../judge/finish_report.ts";
import { inOrder, quantileOf } from "../report/quantiles.ts";
import type { MachineTicks } from "./machine_usage.ts";

/** What watching the generator works with. */
export interface GeneratorWatchOptions {
  /** Undefined where the system cannot tell what a process uses. */
  readonly usages: GroupUsages | undefined;
  readonly readMachine: () => MachineTicks | undefined;
  readonly machineCores: number;
  readonly clock: Clock;
  readonly timer: Timer;
}

const SAMPLE_MS = 1_000;
const TICK_MS = 100;

/**
 * Watches what an engine uses of this machine, and how late a timer comes in this process: a load says
 * nothing about the platform when it could not be given.
 */
export class GeneratorWatch {
  readonly #options: GeneratorWatchOptions;
  readonly #pid: number;
  readonly #lateMs: number[] = [];
  readonly #machineAtStart: MachineTicks | undefined;
  readonly #startedAtMs: number;
  #last: { readonly atMs: number; readonly usage: GroupUsage } | undefined;
  #cpuS = 0;
  #maxCores = 0;
  #rssMaxBytes = 0;
  #cancels: (() => void)[] = [];
  #health: MeasuredHealth | null | undefined;

  /** Watches the process group that `pid` leads, from now on. */
  constructor(pid: number, options: GeneratorWatchOptions) {
    this.#options = options;
    this.#pid = pid;
    this.#startedAtMs = options.clock.monotonicMs();
    this.#machineAtStart = options.readMachine();
    this.#sample();
    this.#cancels = [options.timer.every(SAMPLE_MS, () => this.#sample()), this.#tick()];
  }

  /** Ends watching; null when the system did not say what the engine used. */
  close(): MeasuredHealth | null {
    if (this.#health !== undefined) return this.#health;
    for (const cancel of this.#cancels) cancel();
    return this.#health = this.#measure();
  }

  #measure(): MeasuredHealth | null {
    const machine = this.#options.readMachine();
    if (this.#last === undefined || machine === undefined) return null;
    const before = this.#machineAtStart ?? { busy: 0, total: 0 };
    const passed = machine.total - before.total;
    const elapsedS = (this.#last.atMs - this.#startedAtMs) / 1_000;
    return {
      cpuCores: {
        mean: elapsedS > 0 ? round(this.#cpuS / elapsedS) : 0,
        max: round(this.#maxCores),
      },
      rssMaxBytes: this.#rssMaxBytes,
      machineBusyRatio: passed > 0 ? round((machine.busy - before.busy) / passed) : 0,
      machineCores: this.#options.machineCores,
      timerLateP99Ms: round(quantileOf(inOrder(this.#lateMs), 0.99) ?? 0),
    };
  }

  #sample(): void {
    const usage = this.#options.usages?.read(new Set([this.#pid])).get(this.#pid);
    // It ended: what it had used until the last look is what is known.
    if (usage === undefined || usage.residentBytes === 0) return;
    const atMs = this.#options.clock.monotonicMs();
    this.#rssMaxBytes = Math.max(this.#rssMaxBytes, usage.residentBytes);
    const last = this.#last;
    this.#last = { atMs, usage };
    if (last === undefined || atMs <= last.atMs) return;
    const usedS = Math.max(0, usage.cpuS - last.usage.cpuS);
    this.#cpuS += usedS;
    this.#maxCores = Math.max(this.#maxCores, usedS / ((atMs - last.atMs) / 1_000));
  }

  /** A chain of timers: an interval would hide that it is late by coming earlier the next time. */
  #tick(): () => void {
    const { clock, timer } = this.#options;
    let cancel = () => {};
    const again = () => {
      const dueMs = clock.monotonicMs() + TICK_MS;
      cancel = timer.after(TICK_MS, () => {
        this.#lateMs.push(Math.max(0, clock.monotonicMs() - dueMs));
        again();
      });
    };
    again();
    return () => cancel();
  }
}

function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
