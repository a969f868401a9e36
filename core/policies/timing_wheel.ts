import type { Clock } from "../ports/clock.ts";
import type { CancelTimer, Timer } from "../ports/timer.ts";

/** Something that expires on a wheel; the wheel owns the three fields while it is scheduled. */
export interface WheelEntry {
  wheelPrevious: WheelEntry | undefined;
  wheelNext: WheelEntry | undefined;
  /** The tick at which it expires; −1 while it is not scheduled. */
  wheelTick: number;
  expire(): void;
}

/** What a wheel is made of. */
export interface TimingWheelOptions {
  readonly clock: Clock;
  readonly timer: Timer;
  /** The grain of time, in ms; 10. */
  readonly tickMs?: number;
  /** How many slots, a power of two; 512. */
  readonly slots?: number;
}

/** After so many empty ticks the wheel's timer stops. */
const IDLE_TICKS = 100;

/**
 * Expires any number of deadlines with one timer: a hashed timing wheel.
 *
 * slot = tick mod slots; adding and removing cost O(1). An entry expires never early and at most one
 * tick late (plus what the event loop is late). Concurrency: one event loop.
 * Source: Varghese and Lauck, "Hashed and Hierarchical Timing Wheels", scheme 6.
 */
export class TimingWheel {
  readonly #clock: Clock;
  readonly #timer: Timer;
  readonly #tickMs: number;
  readonly #mask: number;
  readonly #heads: (WheelEntry | undefined)[];
  readonly #tails: (WheelEntry | undefined)[];
  #originMs: number;
  #currentTick = 0;
  #size = 0;
  #idleTicks = 0;
  #cancelTimer: CancelTimer | undefined = undefined;

  /** Makes an empty wheel; its timer starts with the first entry. */
  constructor(options: TimingWheelOptions) {
    const slots = options.slots ?? 512;
    this.#clock = options.clock;
    this.#timer = options.timer;
    this.#tickMs = options.tickMs ?? 10;
    this.#mask = slots - 1;
    this.#heads = new Array(slots).fill(undefined);
    this.#tails = new Array(slots).fill(undefined);
    this.#originMs = options.clock.monotonicMs();
  }

  /** How many entries wait. */
  get size(): number {
    return this.#size;
  }

  /** Expires `entry` when `delayMs` have passed since the monotonic time `nowMs`. */
  schedule(entry: WheelEntry, nowMs: number, delayMs: number): void {
    if (this.#cancelTimer === undefined) this.#start(nowMs);
    const due = Math.ceil((nowMs + delayMs - this.#originMs) / this.#tickMs);
    const tick = due > this.#currentTick ? due : this.#currentTick + 1;
    const slot = tick & this.#mask;
    const tail = this.#tails[slot];
    entry.wheelTick = tick;
    entry.wheelPrevious = tail;
    entry.wheelNext = undefined;
    if (tail === undefined) this.#heads[slot] = entry;
    else tail.wheelNext = entry;
    this.#tails[slot] = entry;
    this.#size++;
  }

  /** Takes `entry` off; false when it expired already or never was on. */
  cancel(entry: WheelEntry): boolean {
    const tick = entry.wheelTick;
    if (tick < 0) return false;
    const slot = tick & this.#mask;
    const previous = entry.wheelPrevious;
    const next = entry.wheelNext;
    if (previous === undefined) this.#heads[slot] = next;
    else previous.wheelNext = next;
    if (next === undefined) this.#tails[slot] = previous;
    else next.wheelPrevious = previous;
    entry.wheelTick = -1;
    entry.wheelPrevious = undefined;
    entry.wheelNext = undefined;
    this.#size--;
    return true;
  }

  /** Calls `run` after `delayMs`. */
  after(delayMs: number, run: () => void): CancelTimer {
    const entry = {
      wheelPrevious: undefined,
      wheelNext: undefined,
      wheelTick: -1,
      expire: run,
    };
    this.schedule(entry, this.#clock.monotonicMs(), delayMs);
    return () => void this.cancel(entry);
  }

  /** Resolves after `delayMs`, or rejects with the signal's reason. */
  sleep(delayMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const leave = () => {
        cancel();
        reject(signal.reason);
      };
      const cancel = this.after(delayMs, () => {
        signal.removeEventListener("abort", leave);
        resolve();
      });
      signal.addEventListener("abort", leave, { once: true });
    });
  }

  /** Stops the timer; entries that wait never expire. */
  close(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  #start(nowMs: number): void {
    // Nothing waits here, so time may start anew: ticks that nobody needed are skipped.
    if (this.#size === 0) {
      this.#originMs = nowMs;
      this.#currentTick = 0;
    }
    this.#idleTicks = 0;
    this.#cancelTimer = this.#timer.every(this.#tickMs, () => this.#turn());
  }

  #turn(): void {
    if (this.#size === 0) {
      if (++this.#idleTicks >= IDLE_TICKS) this.close();
      else this.#currentTick = this.#tickNow();
      return;
    }
    this.#idleTicks = 0;
    const from = this.#currentTick;
    const to = this.#tickNow();
    this.#currentTick = to;
    // A late turn visits every slot once, whatever it missed.
    const last = Math.min(to, from + this.#mask + 1);
    const due: WheelEntry[] = [];
    for (let tick = from + 1; tick <= last; tick++) this.#collect(tick & this.#mask, to, due);
    due.sort((left, right) => left.wheelTick - right.wheelTick);
    // An earlier one may cancel a later one, so each is taken off only when its turn has come.
    for (const entry of due) if (this.cancel(entry)) entry.expire();
  }

  #collect(slot: number, nowTick: number, due: WheelEntry[]): void {
    for (let entry = this.#heads[slot]; entry !== undefined; entry = entry.wheelNext) {
      if (entry.wheelTick <= nowTick) due.push(entry);
    }
  }

  #tickNow(): number {
    return Math.floor((this.#clock.monotonicMs() - this.#originMs) / this.#tickMs);
  }
}
