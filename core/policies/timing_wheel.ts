import type { Clock } from "../ports/clock.ts";
import type { CancelTimer, Timer } from "../ports/timer.ts";

/** Something that expires on a wheel; the wheel owns the four fields while it is scheduled. */
export interface WheelEntry {
  wheelPrevious: WheelEntry | undefined;
  wheelNext: WheelEntry | undefined;
  /** The list it is in; −1 while it is not scheduled. */
  wheelSlot: number;
  /** The tick at which it expires; before it has one, how many ms it has. */
  wheelDue: number;
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

/**
 * Expires any number of deadlines with one timer: a hashed timing wheel.
 *
 * A new entry only joins a list; it gets its slot = tick mod slots at the next tick, if it is still
 * there. So scheduling reads no clock, and what ends within a tick costs two pointer changes. An
 * entry expires never early and at most two ticks late (plus what the event loop is late). A tick in which nobody
 * came is the last one until the next deadline: a process that waits for a long answer sleeps.
 * Source: Varghese and Lauck, "Hashed and Hierarchical Timing Wheels", scheme 6.
 */
export class TimingWheel {
  /** The monotonic time of the last tick while the wheel turns, else the time: cheap, and at most a tick old. */
  readonly coarseClock: Clock;
  readonly #clock: Clock;
  readonly #timer: Timer;
  readonly #tickMs: number;
  readonly #slots: number;
  readonly #heads: (WheelEntry | undefined)[];
  readonly #tails: (WheelEntry | undefined)[];
  #originMs = 0;
  #turnedAtMs = 0;
  #currentTick = 0;
  #size = 0;
  /** Whether the timer is set for the next deadline instead of the next tick. */
  #isDozing = false;
  #cancelTimer: CancelTimer | undefined = undefined;

  /** Makes an empty wheel; its timer starts with the first entry. */
  constructor(options: TimingWheelOptions) {
    const slots = options.slots ?? 512;
    this.#clock = options.clock;
    this.#timer = options.timer;
    this.#tickMs = options.tickMs ?? 10;
    this.#slots = slots;
    // One list more than slots: the last one holds those that came since the last tick.
    this.#heads = new Array(slots + 1).fill(undefined);
    this.#tails = new Array(slots + 1).fill(undefined);
    this.coarseClock = {
      nowMs: () => this.#clock.nowMs(),
      monotonicMs: () => this.#isTurning() ? this.#turnedAtMs : this.#clock.monotonicMs(),
    };
  }

  /** How many entries wait. */
  get size(): number {
    return this.#size;
  }

  /** Expires `entry` when `delayMs` have passed from now. */
  schedule(entry: WheelEntry, delayMs: number): void {
    if (!this.#isTurning()) this.#start();
    entry.wheelDue = delayMs;
    this.#append(entry, this.#slots);
    this.#size++;
  }

  /** Takes `entry` off; false when it expired already or never was on. */
  cancel(entry: WheelEntry): boolean {
    if (entry.wheelSlot < 0) return false;
    this.#unlink(entry);
    this.#size--;
    return true;
  }

  /** Calls `run` after `delayMs`. */
  after(delayMs: number, run: () => void): CancelTimer {
    const entry = {
      wheelPrevious: undefined,
      wheelNext: undefined,
      wheelSlot: -1,
      wheelDue: 0,
      expire: run,
    };
    this.schedule(entry, delayMs);
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
    this.#isDozing = false;
  }

  #isTurning(): boolean {
    return this.#cancelTimer !== undefined && !this.#isDozing;
  }

  #start(): void {
    this.close();
    this.#turnedAtMs = this.#clock.monotonicMs();
    if (this.#size > 0) return this.#turnAt(this.#tickNow() + 1);
    // Ticks are counted from here, so that they fall together with the timer's; a new count harms
    // nobody while nobody waits.
    this.#originMs = this.#turnedAtMs;
    this.#currentTick = 0;
    this.#cancelTimer = this.#timer.every(this.#tickMs, () => this.#turn());
  }

  /** Turns at a tick and at each one after it. */
  #turnAt(tick: number): void {
    const delayMs = Math.max(0, this.#originMs + tick * this.#tickMs - this.#turnedAtMs);
    this.#cancelTimer = this.#timer.after(delayMs, () => {
      this.#isDozing = false;
      this.#cancelTimer = this.#timer.every(this.#tickMs, () => this.#turn());
      this.#turn();
    });
  }

  #turn(): void {
    this.#turnedAtMs = this.#clock.monotonicMs();
    const isQuiet = this.#heads[this.#slots] === undefined;
    const from = this.#currentTick;
    const to = this.#tickNow();
    this.#currentTick = to;
    const due: WheelEntry[] = [];
    // A late turn visits every slot once, whatever it missed.
    const last = Math.min(to, from + this.#slots);
    for (let tick = from + 1; tick <= last; tick++) this.#collect(tick % this.#slots, to, due);
    this.#placeNew(to);
    due.sort((left, right) => left.wheelDue - right.wheelDue);
    // An earlier one may cancel a later one, so each is taken off only when its turn has come.
    for (const entry of due) if (this.cancel(entry)) entry.expire();
    if (isQuiet && this.#heads[this.#slots] === undefined) this.#doze();
  }

  /** Sleeps until the next slot that holds anything; whoever comes before wakes the wheel. */
  #doze(): void {
    this.close();
    if (this.#size === 0) return;
    let tick = this.#currentTick + 1;
    while (this.#heads[tick % this.#slots] === undefined) tick++;
    this.#isDozing = true;
    this.#turnAt(tick);
  }

  #tickNow(): number {
    return Math.floor((this.#turnedAtMs - this.#originMs) / this.#tickMs);
  }

  #collect(slot: number, nowTick: number, due: WheelEntry[]): void {
    for (let entry = this.#heads[slot]; entry !== undefined; entry = entry.wheelNext) {
      if (entry.wheelDue <= nowTick) due.push(entry);
    }
  }

  /** Gives those that came since the last tick their slots. */
  #placeNew(nowTick: number): void {
    let entry = this.#heads[this.#slots];
    while (entry !== undefined) {
      const next = entry.wheelNext;
      const tick = Math.ceil((this.#turnedAtMs - this.#originMs + entry.wheelDue) / this.#tickMs);
      this.#unlink(entry);
      entry.wheelDue = Math.max(tick, nowTick + 1);
      this.#append(entry, entry.wheelDue % this.#slots);
      entry = next;
    }
  }

  #append(entry: WheelEntry, slot: number): void {
    const tail = this.#tails[slot];
    entry.wheelSlot = slot;
    entry.wheelPrevious = tail;
    entry.wheelNext = undefined;
    if (tail === undefined) this.#heads[slot] = entry;
    else tail.wheelNext = entry;
    this.#tails[slot] = entry;
  }

  #unlink(entry: WheelEntry): void {
    const previous = entry.wheelPrevious;
    const next = entry.wheelNext;
    if (previous === undefined) this.#heads[entry.wheelSlot] = next;
    else previous.wheelNext = next;
    if (next === undefined) this.#tails[entry.wheelSlot] = previous;
    else next.wheelPrevious = previous;
    entry.wheelSlot = -1;
    entry.wheelPrevious = undefined;
    entry.wheelNext = undefined;
  }
}
