import type { CalendarPlan } from "../calendar/work_calendar.ts";
import type { Pace } from "../draw/draw_slot.ts";
import type { SlotLength } from "../draw/slots.ts";

/** The monkeys that there are. */
export const MONKEY_KINDS = ["chaos", "latency", "doctor"] as const;

/** One of them. */
export type MonkeyKind = typeof MONKEY_KINDS[number];

/** What counts as one group: every instance of an app, of a stack of it, or of a cluster. */
export type Grouping = "app" | "stack" | "cluster";

/** The knobs of one group. */
export interface GroupKnobs extends Pace {
  /** Whether it may be hit. */
  readonly enabled: boolean;
  /** How many hits a day may have; below 1 it is one hit in ceil(1/x) work days, at 0.001 none. */
  readonly mostPerDay: number;
  /** The date of the last day on which its owners let it be hit: for the mandatory ones. */
  readonly lastOptIn?: string;
}

/** Instances that are never hit; a part that is left out fits all. */
export interface Exemption {
  readonly app?: string;
  readonly stack?: string;
  readonly detail?: string;
  readonly cluster?: string;
  readonly region?: string;
  readonly zone?: string;
  readonly instance?: string;
}

/** A strategy that is in the draw, and what it differs in from its own parameters. */
export interface StrategyKnobs {
  readonly name: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Knobs of the monkeys that draw: chaos and latency. */
export interface HuntKnobs {
  readonly kind: "chaos" | "latency";
  /** With true nothing is done: it is only noted what would be. */
  readonly leashed: boolean;
  readonly calendar: CalendarPlan;
  readonly slot: SlotLength;
  readonly grouping: Grouping;
  readonly defaults: GroupKnobs;
  /** By app or by group; a group's own go over its app's, and those over the defaults. */
  readonly groups: Readonly<Record<string, Partial<GroupKnobs>>>;
  readonly exemptions: readonly Exemption[];
  /** How many hits a day may have over all groups. */
  readonly mostPerDay?: number;
  /** Groups that are opted out for long are hit all the same. */
  readonly mandatory?: { readonly windowDays: number; readonly meanSlots: number };
  /** How long whatever does not end in one blow lasts at most. */
  readonly durationMs: number;
  readonly strategies: readonly StrategyKnobs[];
  /** Addresses on this machine that are told before anything is done; all must take it. */
  readonly trackers: readonly string[];
}

/** Knobs of the doctor. */
export interface DoctorKnobs {
  readonly kind: "doctor";
  readonly leashed: boolean;
  /** How often it looks. */
  readonly everyMs: number;
  /** For so long without a break an instance must be ill before anything is done. */
  readonly suspectMs: number;
  /** For so long one is kept out of service, to be looked at, before it is replaced. */
  readonly inspectMs: number;
  /** How many of a server group may be out at once. */
  readonly mostOut: number;
  /** How many of a server group must stay in service. */
  readonly leastInService: number;
  /** Ill above this share of calls that fail, 0..1. */
  readonly mostErrorRatio: number;
  /** Fewer calls than this in the window say nothing. */
  readonly leastCalls: number;
  /** Ill above so many CPUs in use. */
  readonly mostCpus: number;
  /** Over how long telemetry is asked. */
  readonly windowMs: number;
  /** Apps that are left alone. */
  readonly exceptApps: readonly string[];
}

/** Knobs of any monkey. */
export type MonkeyKnobs = HuntKnobs | DoctorKnobs;

/** The knobs that count for a group of an app. */
export function knobsOf(knobs: HuntKnobs, group: string, app: string): GroupKnobs {
  const own = Object.hasOwn(knobs.groups, group) ? knobs.groups[group] : {};
  const ofApp = Object.hasOwn(knobs.groups, app) ? knobs.groups[app] : {};
  return { ...knobs.defaults, ...ofApp, ...own };
}
