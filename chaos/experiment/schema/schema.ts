import { z } from "zod";

const text = z.string().min(1);
const number = z.number();
/** A whole-text pattern, in whose place the value comes with its type. */
const pattern = z.string().regex(/^\$\{.+\}$/);
const numberOrPattern = z.union([number, pattern]);
const record = z.record(z.string(), z.unknown());

/** A duration of netops, as in `500ms`, `3s`, `2m`. */
export const durationSchema = z.string().regex(/^\s*\d+(\.\d+)?(ms|s|m|h)\s*$/);

/** Runs a program. */
export const processProviderSchema = z.looseObject({
  type: z.literal("process"),
  path: text.describe("program, by PATH or as a path"),
  arguments: z.union([z.string(), z.array(z.unknown()), record]).optional()
    .describe("a list; text goes through a shell"),
  timeout: number.optional().describe("s"),
  secrets: z.array(z.string()).optional(),
});

/** Calls HTTP. */
export const httpProviderSchema = z.looseObject({
  type: z.literal("http"),
  url: text,
  method: z.string().optional(),
  headers: record.optional(),
  arguments: z.unknown().optional().describe(
    "query of a GET, else a form, or JSON by Content-Type",
  ),
  timeout: z.union([numberOrPattern, z.array(z.union([number, z.null()])).length(2)]).optional()
    .describe("s, or connect and read"),
  verify_tls: z.boolean().optional(),
  max_retries: z.int().nonnegative().optional(),
  secrets: z.array(z.string()).optional(),
});

/** Calls one of the functions of Python that are built in. */
export const pythonProviderSchema = z.looseObject({
  type: z.literal("python"),
  module: text,
  func: text,
  arguments: record.optional(),
  secrets: z.array(z.string()).optional(),
});

/** Injects a fault of netops. */
export const faultProviderSchema = z.looseObject({
  type: z.literal("netops"),
  fault: text.describe("kind of `netops chaos list`"),
  target: text.describe("application, instance or zone"),
  duration: z.union([durationSchema, pattern]).optional().describe("lease; default 10s"),
  count: z.union([z.int().positive(), pattern]).optional().describe("how many instances"),
  percent: z.union([number.gt(0).lte(100), pattern]).optional().describe("of the instances"),
  parameters: record.optional(),
  cohort: z.literal("experiment").optional().describe("the arm that is hit, of netops.cohorts"),
  hold: z.boolean().optional().describe("waits until the fault is over"),
});

/** Ends the faults of an earlier activity. */
export const stopProviderSchema = z.looseObject({
  type: z.literal("netops"),
  stop: text.describe("name of the activity that injected"),
});

/** Asks a probe of netops. */
export const probeProviderSchema = z.looseObject({
  type: z.literal("netops"),
  probe: text.describe("one of `netops chaos list --probes`"),
  parameters: record.optional(),
});

const providerSchema = z.union([
  processProviderSchema,
  httpProviderSchema,
  pythonProviderSchema,
  faultProviderSchema,
  stopProviderSchema,
  probeProviderSchema,
]);

/** Searches text for a pattern of Python's `re`. */
export const regexToleranceSchema = z.looseObject({
  type: z.literal("regex"),
  pattern: z.string(),
  target: z.string().optional(),
});

/** Looks for values by a JSONPath. */
export const jsonPathToleranceSchema = z.looseObject({
  type: z.literal("jsonpath"),
  path: text,
  target: z.string().optional(),
  count: z.int().nonnegative().optional(),
  expect: z.unknown().optional(),
  dialect: z.enum(["jsonpath2", "rfc9535"]).optional(),
});

/** Wants a number between two bounds, both included. */
export const rangeToleranceSchema = z.looseObject({
  type: z.literal("range"),
  range: z.array(number).length(2),
  target: z.string().optional(),
});

/** Asks another probe, which gets the value as its argument `value`. */
export const probeToleranceSchema = z.looseObject({
  type: z.literal("probe"),
  name: text,
  provider: z.looseObject({ type: text, arguments: record }),
});

const toleranceSchema = z.union([
  z.boolean(),
  z.int(),
  z.string(),
  z.array(z.unknown()),
  regexToleranceSchema,
  jsonPathToleranceSchema,
  rangeToleranceSchema,
  probeToleranceSchema,
]);

/** Repeats a probe until it is within tolerance. */
export const waitUntilSchema = z.looseObject({
  tolerance: toleranceSchema,
  timeout: durationSchema.optional().describe("default 30s"),
  every: durationSchema.optional().describe("default 250ms"),
});

/** What an activity holds besides its provider. */
export const activitySchema = z.looseObject({
  type: z.enum(["probe", "action"]),
  name: text,
  provider: z.looseObject({ type: z.enum(["process", "http", "python", "netops"]) }),
  background: z.boolean().optional(),
  pauses: z.looseObject({
    before: z.union([numberOrPattern, z.null()]).optional(),
    after: z.union([numberOrPattern, z.null()]).optional(),
  }).optional().describe("s"),
  timeout: number.optional().describe("s"),
  tolerance: z.unknown().optional(),
  "wait-until": z.looseObject({}).optional(),
  controls: z.array(z.unknown()).max(0).optional(),
  configuration: z.unknown().optional(),
  dry: z.unknown().optional(),
});

/** A reference to an activity. */
export const refSchema = z.looseObject({ ref: text });

const strategies = ["default", "always", "never", "deviated"] as const;
const hypothesisStrategies = [
  "default",
  "before-method-only",
  "after-method-only",
  "during-method-only",
  "continuously",
  "skip",
] as const;

/** Two arms of requests: one gets the faults that say `cohort: experiment`, the other does not. */
export const cohortsSchema = z.looseObject({
  percent: number.gt(0).lte(50).optional().describe("of accounts or requests in each arm; 10"),
  by: z.enum(["account", "request"]).optional().describe("what is in an arm; account"),
  least: z.int().positive().optional().describe("fewest requests in each arm; 100"),
  tolerance: z.looseObject({
    failures: number.gte(0).lte(1).describe("how much larger the share of failures may be"),
    latency: durationSchema.optional().describe("how much later answers may be; not judged"),
  }),
});

/** Additions of netops at the top. */
export const additionsSchema = z.looseObject({
  "time-box": durationSchema.optional().describe("longest from start to rollbacks"),
  "halt-on-deviation": z.boolean().optional(),
  "undo-within": durationSchema.optional().describe("default 60s"),
  recovery: z.looseObject({
    within: durationSchema.optional().describe("default 30s"),
    every: durationSchema.optional().describe("default 250ms"),
  }).optional(),
  seed: z.union([z.string(), number]).optional(),
  cohorts: cohortsSchema.optional(),
});

/** The top of an experiment; what is in its lists is looked at one by one. */
export const experimentSchema = z.looseObject({
  title: text,
  description: text,
  tags: z.array(text).optional(),
  configuration: record.optional(),
  secrets: z.record(z.string(), record).optional(),
  contributions: z.record(z.string(), z.enum(["high", "medium", "low", "none"])).optional(),
  extensions: z.array(z.looseObject({ name: text })).optional(),
  runtime: z.looseObject({
    rollbacks: z.looseObject({ strategy: z.enum(strategies).optional() }).optional(),
    hypothesis: z.looseObject({
      strategy: z.enum(hypothesisStrategies).optional(),
      frequency: z.number().positive().optional().describe(
        "Seconds between two checks beside the method; 1. Strict runs only",
      ),
    }).optional(),
  }).optional(),
  netops: additionsSchema.optional(),
  "steady-state-hypothesis": z.looseObject({
    title: text,
    probes: z.array(z.unknown()).optional(),
    controls: z.array(z.unknown()).max(0).optional(),
  }).optional(),
  method: z.array(z.unknown()),
  rollbacks: z.array(z.unknown()).optional(),
  controls: z.array(z.unknown()).max(0).optional(),
  dry: z.unknown().optional(),
});

const fullActivity = activitySchema.extend({
  provider: providerSchema,
  tolerance: toleranceSchema.optional(),
  "wait-until": waitUntilSchema.optional(),
});
const activityOrRef = z.union([fullActivity, refSchema]);
const checkedProbe = z.union([
  fullActivity.extend({ tolerance: toleranceSchema }),
  refSchema.extend({ tolerance: toleranceSchema }),
]);

/** The whole format in one schema, for editors. */
export const fullExperimentSchema = experimentSchema.extend({
  "steady-state-hypothesis": z.looseObject({
    title: text,
    probes: z.array(checkedProbe).optional(),
  }).optional(),
  method: z.array(activityOrRef),
  rollbacks: z.array(activityOrRef).optional(),
});

/** Providers by type; those of netops by the key that tells them apart. */
export const PROVIDER_SCHEMAS = {
  process: processProviderSchema,
  http: httpProviderSchema,
  python: pythonProviderSchema,
  fault: faultProviderSchema,
  stop: stopProviderSchema,
  probe: probeProviderSchema,
} as const;

/** Tolerances that are mappings, by type. */
export const TOLERANCE_SCHEMAS = {
  regex: regexToleranceSchema,
  jsonpath: jsonPathToleranceSchema,
  range: rangeToleranceSchema,
  probe: probeToleranceSchema,
} as const;

/** The JSON Schema of the format, as committed in `docs/netops.experiment.schema.json`. */
export function experimentJsonSchema(): Record<string, unknown> {
  return {
    ...z.toJSONSchema(fullExperimentSchema, { io: "input", reused: "ref" }),
    title: "netops experiment",
    description: "An experiment in the Chaos Toolkit's open format, with what netops adds",
  };
}
