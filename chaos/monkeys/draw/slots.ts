import type { DayWindow, WorkCalendar } from "../calendar/work_calendar.ts";

/** How long a slot is: a whole work day, or so many ms of one. */
export type SlotLength = "day" | number;

/** One throw of the dice: the stretch of open time in which a group is hit once or not at all. */
export interface Slot {
  /** The same for the same stretch: its day, and which of the day it is. */
  readonly id: string;
  readonly day: string;
  readonly index: number;
  readonly startMs: number;
  readonly endMs: number;
}

/** Where a slot is, without its times. */
export type SlotPlace = Pick<Slot, "day" | "index">;

/** Cuts the open time of a calendar into slots; what is left over at the end of a day is none. */
export class SlotGrid {
  readonly calendar: WorkCalendar;
  readonly length: SlotLength;

  /** Cuts into slots of `length`. */
  constructor(calendar: WorkCalendar, length: SlotLength) {
    this.calendar = calendar;
    this.length = length;
  }

  /** How many slots a day has. */
  countOf(day: string): number {
    return this.#countIn(this.calendar.windowOf(day));
  }

  /** The slots of a day that touch [fromMs, toMs], in order. */
  within(day: string, fromMs: number, toMs: number): Slot[] {
    const window = this.calendar.windowOf(day);
    if ("closedBecause" in window) return [];
    const lengthMs = this.#lengthMs(window);
    const first = Math.max(0, Math.floor((fromMs - window.openMs) / lengthMs));
    const last = Math.min(
      this.#countIn(window) - 1,
      Math.floor((toMs - window.openMs) / lengthMs),
    );
    const slots: Slot[] = [];
    for (let index = first; index <= last; index++) {
      const startMs = window.openMs + index * lengthMs;
      const id = this.length === "day" ? day : `${day}#${index}`;
      slots.push({ id, day, index, startMs, endMs: startMs + lengthMs });
    }
    return slots;
  }

  /** All slots of a day. */
  ofDay(day: string): Slot[] {
    return this.within(day, -Infinity, Infinity);
  }

  /** How many slots `to` is after `from`, counted up to `limit`; days without open time have none. */
  gap(from: SlotPlace, to: SlotPlace, limit: number): number {
    if (from.day >= to.day) return from.day === to.day ? to.index - from.index : -1;
    let slots = Math.max(0, this.countOf(from.day) - from.index);
    for (let day = this.calendar.dayAfter(from.day); day < to.day && slots < limit;) {
      slots += this.countOf(day);
      day = this.calendar.dayAfter(day);
    }
    return Math.min(slots + to.index, Math.max(limit, 0));
  }

  #countIn(window: DayWindow): number {
    if ("closedBecause" in window) return 0;
    return Math.floor((window.closeMs - window.openMs) / this.#lengthMs(window));
  }

  #lengthMs(window: { readonly openMs: number; readonly closeMs: number }): number {
    return this.length === "day" ? window.closeMs - window.openMs : this.length;
  }
}
