import { z } from "zod";

const Classification = z.enum(["Pass", "High", "Low", "Nodata", "NodataFailMetric", "Error"]);

/** `netops deploy judge --json`. */
export const JudgeDocument = z.object({
  schema: z.literal("netops.judge/v1"),
  mode: z.enum(["kayenta", "netops"]),
  verdict: z.enum(["pass", "marginal", "fail", "inconclusive"]),
  /** 0 to 100; null when too much is not known. */
  score: z.number().nullable(),
  thresholds: z.object({ pass: z.number(), marginal: z.number() }),
  groups: z.array(z.object({
    name: z.string(),
    score: z.number(),
    /** Whether no metric of the group counted. */
    noData: z.boolean(),
  })),
  metrics: z.array(z.object({
    name: z.string(),
    classification: Classification,
    /** Whether this alone fails the canary. */
    critical: z.boolean(),
    muted: z.boolean(),
    groups: z.array(z.string()),
    /** The shift experiment − control, a difference of shares or of rates. */
    estimate: z.number().nullable(),
    ci: z.tuple([z.number().nullable(), z.number().nullable()]),
    /** How large the change is by the measure of the configuration. */
    effect: z.number().nullable(),
    reason: z.string(),
    /** What decided on the metric. */
    rule: z.string(),
    samples: z.object({ control: z.int(), experiment: z.int() }),
    /** How probable such a change is by chance, and the level it is held against. */
    p: z.number().optional(),
    alpha: z.number().optional(),
    /** Autocorrelation at lag 1, and what the samples of the smaller side are worth by it. */
    rho: z.number().optional(),
    nEff: z.number().optional(),
    /** What it would take to judge it. */
    need: z.object({
      had: z.number(),
      needed: z.number(),
      unit: z.enum(["samples", "requests"]),
      bakeMs: z.number().optional(),
    }).optional(),
  })),
  /** What decided on the canary, with its numbers. */
  rule: z.string(),
  seed: z.string(),
  /** What is odd in the files and did not stop the judge. */
  warnings: z.array(z.string()),
});

/** The type of {@linkcode JudgeDocument}. */
export type JudgeDocument = z.infer<typeof JudgeDocument>;
