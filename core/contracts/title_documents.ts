import { z } from "zod";

/** A title that can be played, as `netops title list` tells of it. */
const ListedTitle = z.object({
  id: z.string(),
  /** Name for people. */
  title: z.string(),
  durationMs: z.number(),
  version: z.string(),
  /** Of all its files. */
  sizeBytes: z.number(),
  /** The lowest first. */
  rungs: z.array(z.object({ height: z.int(), bitrateBps: z.number() })),
  /** Languages. */
  captions: z.array(z.string()),
});

/** A movie that is becoming a title. */
const ListedJob = z.object({
  id: z.string(),
  titleId: z.string(),
  /** Name for people. */
  title: z.string(),
  state: z.enum(["queued", "running", "done", "failed", "cancelled"]),
  step: z.string(),
  steps: z.array(z.object({ name: z.string(), done: z.boolean() }).readonly()).readonly(),
  /** 0..1 of the whole. */
  ratio: z.number().min(0).max(1),
  etaMs: z.number().optional(),
  createdAtMs: z.number(),
  version: z.string().optional(),
  error: z.object({ code: z.string(), message: z.string(), fix: z.string().optional() }).optional(),
});

/** `netops title list --json`: titles, and those that origin is making. */
export const TitlesDocument = z.object({
  schema: z.literal("netops.titles/v1"),
  titles: z.array(ListedTitle),
  jobs: z.array(ListedJob),
});

export type TitlesDocument = z.infer<typeof TitlesDocument>;
