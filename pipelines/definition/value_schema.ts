import { parseDurationMs } from "@netops/core";
import { z } from "zod";

/*
 * Values that stages, triggers and windows of a pipeline file are made of. Every `error` text completes
 * the sentence "KEY must be …".
 */

/** Text that is not empty. */
export function text(error: string) {
  return z.string({ error }).regex(/\S/, { error });
}

/** Text of a form. */
export function pattern(regex: RegExp, error: string) {
  return z.string({ error }).regex(regex, { error });
}

/** A whole number within bounds. */
export function wholeNumber(least: number, most: number) {
  const error = `a whole number from ${least} to ${most}`;
  return z.int({ error }).min(least, { error }).max(most, { error });
}

/** A time such as `15s`, within bounds. */
export function duration(least: string, most: string) {
  const error = `a duration from ${least} to ${most}, such as 500ms, 15s or 2m`;
  const isInRange = (value: string) => {
    const ms = parseDurationMs(value);
    return ms >= parseDurationMs(least) && ms <= parseDurationMs(most);
  };
  return z.string({ error }).regex(/^\d+(\.\d+)?(ms|s|m|h)$/, { error, abort: true })
    .refine(isInRange, { error });
}

/** One of some words. */
export function oneOf<const W extends readonly [string, ...string[]]>(...words: W) {
  const error = words.length === 2 ? `${words[0]} or ${words[1]}` : `one of ${words.join(", ")}`;
  return z.enum(words, { error });
}

/** `true` or `false`. */
export function flag() {
  return z.boolean({ error: "true or false" });
}

/** A value that an earlier stage gives out, or that whoever starts the pipeline gives. */
export const referenceSchema = z.union([
  z.strictObject({
    output: pattern(/^[a-z][a-z0-9-]*\.[a-zA-Z]+$/, "STAGE.FIELD, such as bake.artifact"),
  }, { error: "{output: STAGE.FIELD}" }),
  z.strictObject({ parameter: text("the name of a parameter") }, { error: "{parameter: NAME}" }),
], { error: "{output: STAGE.FIELD} or {parameter: NAME}" });

/** Text, or a reference to some. */
export function textOrReference(what: string) {
  const error = `${what}, {output: STAGE.FIELD} or {parameter: NAME}`;
  return z.union([z.string({ error }), ...referenceSchema.options], { error });
}

const SCALAR = "text, a number, true or false, {output: STAGE.FIELD} or {parameter: NAME}";

/** A single value, or a reference to one. */
export const scalarSchema = z.union(
  [z.string(), z.number(), z.boolean(), ...referenceSchema.options],
  { error: SCALAR },
);

/** Text by name, such as variables and headers. */
export function textMap(what: string) {
  const value = textOrReference(`text (numbers in quotes: "8080")`);
  return z.record(z.string(), value, { error: `a map of ${what} to text` });
}

/** Two values and how they must stand to each other. */
export const comparisonSchema = z.strictObject({
  left: scalarSchema.meta({ description: "What is compared: a value, or a reference to one" }),
  is: oneOf("=", "!=", "<", "<=", ">", ">=", "matches").meta({
    description: "How left must stand to right; matches takes right for a regular expression",
  }),
  right: scalarSchema.meta({ description: "What it is compared with" }),
}, { error: "a map of left, is and right" });

const STATUS = wholeNumber(100, 599);

/** A request that must be answered as it should be. */
export const urlQuestionSchema = z.strictObject({
  url: textOrReference("an address").meta({ description: "Where a GET goes" }),
  status: STATUS.optional().meta({ description: "The status that is wanted; 200 when left out" }),
  body: text("a regular expression").optional().meta({
    description: "A regular expression that the body must match",
  }),
}, { error: "a map of url, status and body" });

/** A query of telemetry that must give a value. */
export const queryQuestionSchema = z.strictObject({
  query: text("a query in PromQL").meta({
    description: "A query in PromQL that gives one value, asked of telemetry",
  }),
  is: oneOf("=", "!=", "<", "<=", ">", ">=").meta({ description: "How it must stand to right" }),
  right: z.number({ error: "a number" }).meta({ description: "What it is compared with" }),
}, { error: "a map of query, is and right" });

/** Something that can be asked again and again. */
export const questionSchema = z.union([urlQuestionSchema, queryQuestionSchema], {
  error: "a map with a url, or with query, is and right",
});

const TIME = pattern(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day in quotes, such as "09:30"');

/** When something may happen, by the clock of a place. */
export const windowSchema = z.strictObject({
  timeZone: text("an IANA name such as Europe/Berlin").meta({
    description: "By whose clock: an IANA name such as Europe/Berlin; there is no default",
  }),
  days: z.array(oneOf("mon", "tue", "wed", "thu", "fri", "sat", "sun"), {
    error: "a list of days such as [mon, tue]",
  }).min(1, { error: "a list of days such as [mon, tue]" }).optional().meta({
    description: "Days of the week; every day when left out",
  }),
  hours: z.array(
    z.strictObject({
      from: TIME.meta({ description: 'From when, such as "09:30"' }),
      to: TIME.meta({ description: "Until when; before from it passes midnight" }),
    }, { error: "a map of from and to" }),
    { error: "a list of hours, each with from and to" },
  ).min(1, { error: "a list of hours, each with from and to" }).meta({
    description: "Times of the day",
  }),
}, { error: "a map of timeZone, days and hours" });

/** A request to instances of both versions. */
export const checkSchema = z.strictObject({
  path: pattern(/^\//, "a path such as /health").meta({
    description: "What every instance of both versions is asked for",
  }),
  status: STATUS.optional().meta({ description: "The status that is wanted; 200 when left out" }),
  body: text("a regular expression").optional().meta({
    description: "A regular expression that the body must match",
  }),
}, { error: "a map of path, status and body" });

/** How a release is watched and judged. */
export const judgingSchema = z.strictObject({
  config: z.union([
    text("a file"),
    z.record(z.string(), z.unknown(), { error: "a canary configuration" }),
  ], { error: "a file with a canary configuration in Kayenta's format, or the configuration" })
    .optional().meta({
      description:
        "A canary configuration in Kayenta's format: a file, or the configuration itself; what suits any service when left out",
    }),
  mode: oneOf("netops", "kayenta").optional().meta({
    description: "Whose judge: netops when left out",
  }),
  warmup: duration("0s", "168h").optional().meta({
    description: "What comes before the first point that counts, after each move of traffic; 0s",
  }),
  step: duration("1s", "5m").optional().meta({ description: "Time between points; 1s" }),
  prometheusUrl: pattern(/^https?:\/\/\S+$/, "an address such as http://127.0.0.1:9090").optional()
    .meta({ description: "A Prometheus of your own; netops's telemetry when left out" }),
  checks: z.array(checkSchema, { error: "a list of checks" }).max(20, {
    error: "a list of at most 20 checks",
  }).optional().meta({ description: "Requests that both versions must answer as they should" }),
  extensions: wholeNumber(0, 10).optional().meta({
    description:
      "How often a look that still shows too little is lengthened, beyond what its judge asks for; 0",
  }),
}, { error: "a map of config, mode, warmup, step, prometheusUrl, checks and extensions" });
