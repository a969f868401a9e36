import { z } from "zod";

// The few fields that the page reads of a load's files (load/run, load/report); all others are skipped.

const Quantile = z.number().nullable();
const Happening = z.object({
  tsMs: z.number(),
  lane: z.string(),
  subject: z.string(),
  text: z.string(),
});

/** `order.json`: what was asked for. */
export const OrderFile = z.object({
  name: z.string(),
  engine: z.string(),
  /** Only presets have one. */
  plan: z.unknown().optional(),
  seed: z.number(),
  arrivals: z.object({
    startRate: z.number(),
    stages: z.array(z.object({ targetRate: z.number(), durationMs: z.number() })),
  }).optional(),
  vus: z.number().optional(),
  maxVus: z.number(),
  durationMs: z.number().optional(),
  asked: z.array(z.string()).optional(),
});

/** `progress.json`: how it went when its runner last said so. */
export const ProgressFile = z.object({
  tsMs: z.number(),
  elapsedMs: z.number(),
  totalMs: z.number().nullable(),
  phase: z.string(),
  attempted: z.number().nullable(),
  started: z.number(),
  failed: z.number(),
  running: z.number(),
  spsLast10s: z.number(),
  startupP95Ms: z.number().nullable(),
  stalls: z.number(),
  failovers: z.number(),
  droppedIterations: z.number(),
  lastEvents: z.array(Happening),
});

/** `report.json`: what it came to. */
export const ReportFile = z.object({
  schema: z.literal("netops.load/v1"),
  name: z.string(),
  unit: z.enum(["sessions", "iterations"]),
  engine: z.string(),
  verdict: z.enum(["passed", "failed", "inconclusive"]),
  reason: z.string(),
  shape: z.string(),
  startedAtMs: z.number(),
  endedAtMs: z.number(),
  spsAttempted: z.number(),
  spsAchieved: z.number(),
  starts: z.object({ attempted: z.number(), started: z.number() }),
  startupMs: z.object({ p50: Quantile, p95: Quantile, p99: Quantile }),
  startFailureRatio: Quantile,
  exitBeforeStartRatio: Quantile,
  stalledRatio: Quantile,
  failovers: z.number(),
  droppedIterations: z.number(),
  thresholds: z.array(z.object({
    metric: z.string(),
    limit: z.string(),
    actual: Quantile,
    passed: z.boolean(),
  })),
  /** The page shows the first of them; the report has all. */
  events: z.array(Happening).transform((events) => events.slice(0, 12)),
  companions: z.array(z.object({ kind: z.string(), name: z.string(), outcome: z.string() })),
});

export type OrderFile = z.infer<typeof OrderFile>;
export type ProgressFile = z.infer<typeof ProgressFile>;
export type ReportFile = z.infer<typeof ReportFile>;
