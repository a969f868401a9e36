import { parseDurationMs } from "@netops/core";
import { z } from "zod";
import { findFaultKind } from "../../faults/catalogue.ts";
import { strategiesOf } from "../strategies/strategies.ts";
import type { Strategy } from "../strategies/strategy.ts";

/** Messages read as "NAME must be MESSAGE, not VALUE". */
function flag(value: boolean) {
  return z.boolean("true or false").default(value);
}

function whole(least: number, most: number) {
  const message = `a whole number from ${least} to ${most}`;
  return z.int(message).min(least, message).max(most, message);
}

function number(least: number, most: number) {
  const message = `a number from ${least} to ${most}`;
  return z.number(message).min(least, message).max(most, message);
}

/** A duration from 100 ms to a day, as `30s`. */
function duration(text: string) {
  return z.string(DURATION).refine((value) => isWithin(value, 100, 86_400_000), DURATION)
    .default(text);
}

const DURATION = "a duration from 100ms to 24h, such as 30s";
const SPAN = "work days or a duration, such as 2d or 90m";
const DAY = /^\d{4}-\d\d-\d\d$/;

/** So much work time: `2d` is two work days. */
const span = z.string(SPAN).refine((value) => {
  return /^\d{1,5}(\.\d+)?d$/.test(value) || isWithin(value, 100, 86_400_000);
}, SPAN);

const date = z.string("a date such as 2026-12-24").refine(isDate, "a date such as 2026-12-24");

const calendarSchema = z.strictObject({
  openHour: whole(0, 23).default(9),
  closeHour: whole(1, 24).default(15),
  timeZone: z.string("an IANA time zone, such as Europe/Berlin")
    .refine(isTimeZone, "an IANA time zone, such as Europe/Berlin").default("America/Los_Angeles"),
  weekends: flag(false),
  holidays: z.enum(["us", "none"], "us or none").default("us"),
  closedDays: z.record(date, z.string("a few words that say why").max(200), "a map of dates")
    .default({}),
  always: flag(false),
}, "a map").refine(
  ({ openHour, closeHour }) => !isHours(openHour, closeHour) || openHour < closeHour,
  {
    message: "an hour after openHour (15 when it is left out)",
    path: ["closeHour"],
  },
);

const groupShape = {
  enabled: z.boolean("true or false").optional(),
  probability: number(0, 1).optional(),
  meanTimeBetweenKills: span.optional(),
  minTimeBetweenKills: span.optional(),
  maxTerminationsPerDay: number(0, 100_000).optional(),
};

const groupSchema = z.strictObject({ ...groupShape, lastOptIn: date.optional() }, "a map");

const defaultsSchema = z.strictObject(groupShape, "a map");

const anyWord = z.string("text").min(1, "text").max(100, "text").optional();

const exceptionSchema = z.strictObject({
  app: anyWord,
  stack: anyWord,
  detail: anyWord,
  cluster: anyWord,
  region: anyWord,
  zone: anyWord,
  instance: anyWord,
}, "a map").refine((one) => Object.keys(one).length > 0, "a map that names something");

const mandatorySchema = z.strictObject({
  enabled: flag(false),
  windowInDays: whole(1, 3_650).default(32),
  defaultProbability: number(0, 1).default(0.5),
}, "a map");

const TRACKER = "an address on this machine, such as http://127.0.0.1:9000/acts";

const trackerSchema = z.string(TRACKER).regex(/^http:\/\/127(\.\d{1,3}){3}:\d+\//, TRACKER);

function strategiesSchema(kind: "chaos" | "latency") {
  const shape = Object.fromEntries(
    strategiesOf(kind).map((strategy) => [strategy.name, strategySchema(strategy)]),
  );
  return z.strictObject(shape, "a map").default({});
}

function strategySchema(strategy: Strategy) {
  const map = z.strictObject({
    enabled: z.boolean("true or false").default(true),
    parameters: z.record(z.string(), z.unknown(), "a map").default({}),
  }, "true, false or a map");
  return z.preprocess((value) => typeof value === "boolean" ? { enabled: value } : value, map)
    .superRefine(({ parameters }, context) => {
      const kind = findFaultKind(strategy.faultKind);
      const parsed = kind?.parameters.safeParse({ ...strategy.parameters, ...parameters });
      const [issue] = parsed?.error?.issues ?? [];
      if (issue === undefined) return;
      const at = issue.path.map(String).join(".");
      const message = `what ${strategy.faultKind} takes (${
        at === "" ? "" : `${at}: `
      }${issue.message.toLowerCase()})`;
      context.addIssue({ code: "custom", message, path: ["parameters"] });
    }).optional();
}

function huntSchema(kind: "chaos" | "latency") {
  return z.strictObject({
    leashed: flag(true),
    calendar: calendarSchema.prefault({}),
    slot: z.string(SLOT).refine(
      (value) => value === "day" || isWithin(value, 100, 86_400_000),
      SLOT,
    )
      .default("day"),
    grouping: z.enum(["app", "stack", "cluster"], "app, stack or cluster").default("cluster"),
    defaults: defaultsSchema.prefault({}),
    groups: z.record(z.string(), groupSchema, "a map of apps or groups").default({}),
    exceptions: z.array(exceptionSchema, "a list").max(1_000, "a shorter list").default([]),
    maxTerminationsPerDay: whole(0, 100_000).optional(),
    mandatoryTermination: mandatorySchema.prefault({}),
    duration: duration(kind === "chaos" ? "1m" : "5m"),
    strategies: strategiesSchema(kind),
    trackers: z.array(trackerSchema, "a list").max(20, "a shorter list").default([]),
  }, "a map");
}

const SLOT = "day, or a duration from 100ms to 24h";

/** What a file of knobs of the Chaos Monkey may say. */
export const chaosSchema = huntSchema("chaos");

/** What a file of knobs of the Latency Monkey may say. */
export const latencySchema = huntSchema("latency");

/** What a file of knobs of the Doctor Monkey may say. */
export const doctorSchema = z.strictObject({
  leashed: flag(true),
  every: duration("2s"),
  suspectFor: duration("30s"),
  inspectFor: duration("10m"),
  maxOut: whole(1, 1_000).default(1),
  minInService: whole(1, 1_000).default(1),
  maxErrorRatio: number(0, 1).default(0.5),
  minCalls: whole(1, 1_000_000).default(3),
  maxCpus: number(0.1, 1_000).default(1.5),
  window: duration("2m"),
  exceptApps: z.array(z.string("the name of an app"), "a list").max(1_000, "a shorter list")
    .default([]),
}, "a map");

/** What a file says, defaults filled in. */
export type HuntFile = z.infer<typeof chaosSchema>;

/** What a file says, defaults filled in. */
export type DoctorFile = z.infer<typeof doctorSchema>;

/** What one group's part of a file says. */
export type GroupFile = z.infer<typeof groupSchema>;

function isWithin(text: string, leastMs: number, mostMs: number): boolean {
  try {
    const durationMs = parseDurationMs(text);
    return durationMs >= leastMs && durationMs <= mostMs;
  } catch {
    return false;
  }
}

/** Whether both are hours: what is wrong with one of them is said on its own. */
function isHours(openHour: number, closeHour: number): boolean {
  return openHour >= 0 && openHour <= 23 && closeHour >= 1 && closeHour <= 24;
}

function isTimeZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone });
    return !/^[+-]/.test(timeZone);
  } catch {
    return false;
  }
}

function isDate(text: string): boolean {
  try {
    return DAY.test(text) && Temporal.PlainDate.from(text).toString() === text;
  } catch {
    return false;
  }
}
