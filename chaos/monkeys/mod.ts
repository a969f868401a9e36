/**
 * Monkeys that break things by a calendar and by chance, and one that heals: what the command line needs to
 * turn them on and off, to plan and to look.
 *
 * @module
 */
export { type CalendarSight, WorkCalendar } from "./calendar/work_calendar.ts";
export { notePutBack } from "./doctor/note_put_back.ts";
export { patientsOf } from "./doctor/patients_of.ts";
export type { Patient } from "./doctor/round.ts";
export { type NextHit, nextHits } from "./draw/next_hits.ts";
export { type DayPlan, planDay, type PlannedGroup, type PlannedHit } from "./draw/plan_day.ts";
export { SlotGrid } from "./draw/slots.ts";
export type { PlatformSight } from "./hunt/hunt_platform.ts";
export {
  type DoctorKnobs,
  type HuntKnobs,
  MONKEY_KINDS,
  type MonkeyKind,
  type MonkeyKnobs,
} from "./knobs/knobs.ts";
export { type KnobIssue, type KnobsResult, readKnobs } from "./knobs/read_knobs.ts";
export { monkeyDir, monkeyJobName, type MonkeyOrders, monkeyOwner } from "./orders/orders.ts";
export { readOrders, writeOrders } from "./orders/store.ts";
export type { ActHistory, ActRecord, Skip } from "./recorder/act.ts";
export { ACTS_FILE, readActStore } from "./recorder/store.ts";
export { MonkeyWire } from "./wire/monkey_wire.ts";
export { type PlatformAddresses, PlatformEyes } from "./wire/platform_eyes.ts";
