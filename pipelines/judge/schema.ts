import { z } from "zod";

const text = z.string("text").min(1, "text").optional();
const flag = z.boolean("true or false").optional();

/** `effectSize` of a metric. */
export const effectSizeSchema = z.looseObject({
  measure: text,
  allowedIncrease: z.number("a number").optional(),
  allowedDecrease: z.number("a number").optional(),
  criticalIncrease: z.number("a number").optional(),
  criticalDecrease: z.number("a number").optional(),
});

/** `outliers` of a metric. */
export const outliersSchema = z.looseObject({
  strategy: text,
  outlierFactor: z.number("a number above 0").positive("a number above 0").optional(),
});

/** `analysisConfigurations.canary` of a metric. */
export const canaryAnalysisSchema = z.looseObject({
  direction: text,
  nanStrategy: text,
  critical: flag,
  mustHaveData: flag,
  muted: flag,
  paired: flag,
  effectSize: effectSizeSchema.optional(),
  outliers: outliersSchema.optional(),
});

/** One metric; `query` is for whoever fetches it. */
export const canaryMetricSchema = z.looseObject({
  name: z.string("text").min(1, "text"),
  groups: z.array(z.string("the name of a group").min(1, "the name of a group"), "a list of groups")
    .optional(),
  analysisConfigurations: z.looseObject({ canary: canaryAnalysisSchema.optional() }, "a map")
    .optional(),
  query: z.unknown().optional(),
  scopeName: z.unknown().optional(),
});

/** `classifier` of a configuration. */
export const classifierSchema = z.looseObject({
  groupWeights: z.record(z.string(), z.number("a number of percent"), "percent by group")
    .optional(),
  scoreThresholds: z.looseObject({
    pass: z.number("a score from 0 to 100").optional(),
    marginal: z.number("a score from 0 to 100").optional(),
  }, "pass and marginal").optional(),
});

/** `judge` of a configuration. */
export const judgeSchema = z.looseObject({
  name: text,
  judgeConfigurations: z.record(z.string(), z.unknown(), "a map").optional(),
});

/** A canary configuration in Kayenta's format. Source: Kayenta's canary-config.md. */
export const canaryConfigSchema = z.looseObject({
  name: text,
  description: z.unknown().optional(),
  configVersion: z.unknown().optional(),
  applications: z.unknown().optional(),
  templates: z.unknown().optional(),
  id: z.unknown().optional(),
  judge: judgeSchema.optional(),
  metrics: z.array(canaryMetricSchema, "a list of metrics"),
  classifier: classifierSchema.optional(),
}, "a map");

const point = z.union([z.number(), z.literal("NaN"), z.null()], 'a number or "NaN"')
  .transform((value) => typeof value === "number" ? value : NaN);
const points = z.array(point, "a list of numbers").default([]);

/** Points of both cohorts. */
export const cohortsSchema = z.looseObject({ control: points, experiment: points }, "a map");

/** Points of one metric, and what they are counts of. */
export const metricDataSchema = z.looseObject({
  ...{ control: points, experiment: points, of: cohortsSchema.optional() },
}, "a map with control and experiment");

/** Points of every metric by name. */
export const canaryDataSchema = z.record(z.string(), metricDataSchema, "a map of metrics");
