import { z } from "zod";
import { MOST_REPLICAS } from "../nouns/replicas.ts";
import { BakeSource } from "./groups.ts";

/** A value that an earlier stage gave out (`STAGE.FIELD`), or that whoever starts the pipeline gives. */
export const ValueReference = z.union([
  z.strictObject({ output: z.string().regex(/^[a-z][a-z0-9-]*\.[a-zA-Z]+$/) }),
  z.strictObject({ parameter: z.string() }),
]);

const text = z.union([z.string(), ValueReference]);
const scalar = z.union([z.string(), z.number(), z.boolean(), ValueReference]);
const ms = z.int().min(0).max(7 * 86_400_000);

/** The name of a stage, unique within its pipeline. */
export const StageName = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/);

/** How a deploy moves traffic. */
export const StrategyName = z.enum([
  ...["none", "redblack", "rolling", "highlander", "canary", "monitored"] as const,
]);

/** A request that is sent to instances of both versions, and what must be true of the answer. */
export const ReleaseCheck = z.strictObject({
  path: z.string().startsWith("/"),
  status: z.int().min(100).max(599).default(200),
  /** A regular expression that the body must match. */
  body: z.string().optional(),
});

/** How a release is watched and judged. */
export const Judging = z.strictObject({
  /** A canary configuration in Kayenta's format; what suits any service when left out. */
  config: z.record(z.string(), z.unknown()).optional(),
  mode: z.enum(["netops", "kayenta"]).default("netops"),
  /** What comes before the first point that counts, after each move of traffic. */
  warmupMs: ms.default(0),
  /** Time between points. */
  stepMs: z.int().min(1_000).max(300_000).default(1_000),
  /** A Prometheus of the user's own; our telemetry when left out. */
  prometheusUrl: z.string().optional(),
  checks: z.array(ReleaseCheck).max(20).default([]),
  /** What becomes of a look that shows too little: it ends the release, or is lengthened as often. */
  extensions: z.int().min(0).max(10).default(0),
});

/** When something may happen, by the clock of a place. */
export const TimeWindow = z.strictObject({
  /** An IANA name, such as `Europe/Berlin`; there is no default. */
  timeZone: z.string(),
  /** Days of the week; every day when left out. */
  days: z.array(z.enum(["mon", "tue", "wed", "thu", "fri", "sat", "sun"])).min(1).optional(),
  /** From and to, `HH:MM`; a window may pass midnight. */
  hours: z.array(z.strictObject({
    from: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
    to: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
  })).min(1),
});

/** Two values and how they must stand to each other. */
export const Comparison = z.strictObject({
  left: scalar,
  is: z.enum(["=", "!=", "<", "<=", ">", ">=", "matches"]),
  right: scalar,
});

/** Something that can be asked again and again: a request, or a query of telemetry. */
export const Question = z.union([
  z.strictObject({
    url: text,
    status: z.int().min(100).max(599).default(200),
    body: z.string().optional(),
  }),
  z.strictObject({
    query: z.string(),
    is: z.enum(["=", "!=", "<", "<=", ">", ">="]),
    right: z.number(),
  }),
]);

const common = {
  name: StageName,
  /** Stages that must be complete first. */
  needs: z.array(StageName).default([]),
  onFailure: z.enum(["halt", "haltBranch", "haltBranchThenFail", "ignore"]).default("halt"),
  /** The stage is skipped unless all of these hold. */
  when: z.array(Comparison).optional(),
  /** The stage waits until it may start. */
  window: TimeWindow.optional(),
  /** The stage fails when it takes longer. */
  timeoutMs: ms.optional(),
};

/** One stage of a pipeline, with everything it needs to know. */
export const StageSpec = z.discriminatedUnion("type", [
  z.strictObject({ ...common, type: z.literal("bake"), from: BakeSource }),
  z.strictObject({
    ...{ ...common, type: z.literal("run") },
    command: z.array(z.string()).min(1),
    dir: z.string(),
    env: z.record(z.string(), text).default({}),
    deadlineMs: z.int().min(1_000).max(86_400_000).default(1_800_000),
  }),
  z.strictObject({
    ...{ ...common, type: z.literal("deploy") },
    /** The artifact to run; the version that serves now when left out. */
    artifact: text.optional(),
    strategy: StrategyName,
    replicas: z.int().min(1).max(MOST_REPLICAS).optional(),
    sharesPercent: z.array(z.number().gt(0).lt(100)).default([5, 25, 50]),
    /** How long each share is watched. */
    bakeMs: ms.default(60_000),
    /**
     * How long a group may take until all of it is healthy; when left out 2 min, and not much longer than the
     * old version took.
     */
    readyMs: ms.optional(),
    /** How long what is under way may take before an old group is kept instead of stopped. */
    drainMs: ms.default(60_000),
    /** How long the new group is watched after it has all requests, with the old one kept. */
    watchMs: ms.default(10_000),
    /** Ends the old group instead of keeping it for an instant rollback. */
    stopsOld: z.boolean().default(false),
    /** More dropped requests than this take the release back. */
    mostDropped: z.int().min(0).default(0),
    judging: Judging.prefault({}),
  }),
  z.strictObject({
    ...{ ...common, type: z.literal("canary") },
    baseline: text,
    canary: text,
    bakeMs: ms.default(60_000),
    looks: z.int().min(1).max(50).default(1),
    judging: Judging.prefault({}),
  }),
  z.strictObject({
    ...{ ...common, type: z.literal("resize") },
    group: text,
    replicas: z.int().min(0).max(MOST_REPLICAS),
  }),
  z.strictObject({ ...common, type: z.literal("enable"), group: text }),
  z.strictObject({ ...common, type: z.literal("disable"), group: text }),
  z.strictObject({ ...common, type: z.literal("destroy"), group: text }),
  z.strictObject({
    ...{ ...common, type: z.literal("rollback") },
    /** The group, or its version, to go back to; what served before when left out. */
    to: text.optional(),
    readyMs: ms.default(120_000),
    drainMs: ms.default(60_000),
  }),
  z.strictObject({
    ...{ ...common, type: z.literal("approve") },
    message: z.string().max(500).default("Go on?"),
    /** Who may answer; anybody when empty. */
    roles: z.array(z.string()).default([]),
    expiresMs: ms.default(3 * 86_400_000),
    /** What counts when nobody answers in time. */
    otherwise: z.enum(["approve", "reject"]).default("reject"),
  }),
  z.strictObject({ ...common, type: z.literal("wait"), durationMs: ms }),
  z.strictObject({
    ...{ ...common, type: z.literal("until") },
    question: Question,
    everyMs: z.int().min(100).default(1_000),
    untilMs: ms.default(300_000),
  }),
  z.strictObject({
    ...{ ...common, type: z.literal("assert") },
    that: z.array(Comparison).default([]),
    questions: z.array(Question).default([]),
  }),
  z.strictObject({
    ...{ ...common, type: z.literal("http") },
    method: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"]).default("GET"),
    url: text,
    headers: z.record(z.string(), text).default({}),
    body: z.unknown().optional(),
    /** Below 400 when left out. */
    status: z.int().min(100).max(599).optional(),
    /** Tries after an answer of 500 or above, or none. */
    retries: z.int().min(0).max(20).default(3),
  }),
  z.strictObject({
    ...{ ...common, type: z.literal("pipeline") },
    pipeline: z.string(),
    parameters: z.record(z.string(), scalar).default({}),
  }),
  z.strictObject({
    ...{ ...common, type: z.literal("chaos") },
    /** A name of the gallery, or the text of an experiment. */
    experiment: z.string(),
    /** It runs once for each, one after the other, with the variable `target`. */
    targets: z.array(text).default([]),
    variables: z.record(z.string(), scalar).default({}),
    deadlineMs: z.int().min(1_000).max(86_400_000).default(1_800_000),
  }),
  z.strictObject({
    ...{ ...common, type: z.literal("load") },
    /** A script of k6, or a preset of `netops load`; its thresholds decide. */
    script: z.string(),
    /** Starts per second, and for how long; what the preset or the script says when left out. */
    rate: z.number().positive().max(100_000).optional(),
    durationMs: z.int().min(1_000).max(86_400_000).optional(),
    /** Such as `startup_ms:p(95)<500`; each takes the place of the default on its metric. */
    thresholds: z.array(z.string()).max(50).default([]),
    dir: z.string(),
    env: z.record(z.string(), text).default({}),
    deadlineMs: z.int().min(1_000).max(86_400_000).default(1_800_000),
  }),
]);

/** What starts a pipeline by itself. */
export const TriggerSpec = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("cron"), schedule: z.string(), timeZone: z.string() }),
  /** Starts when a branch or tag of a local repository points somewhere else. */
  z.strictObject({
    ...{ type: z.literal("git"), repo: z.string(), ref: z.string() },
    everyMs: z.int().min(1_000).default(5_000),
  }),
]);

/** Who is told what happens. */
export const NotificationSpec = z.strictObject({
  on: z.array(z.enum(["started", "succeeded", "failed", "approval"])).min(1),
  to: z.discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("webhook"),
      url: z.string(),
      /** The name of an environment variable of `up` that holds the key of the signature. */
      secretEnv: z.string().optional(),
    }),
    z.strictObject({ kind: z.literal("file"), path: z.string() }),
    z.strictObject({ kind: z.literal("terminal") }),
  ]),
});

/** A value that whoever starts a pipeline gives. */
export const ParameterSpec = z.strictObject({
  name: z.string().regex(/^[a-z][a-zA-Z0-9]{0,39}$/),
  type: z.enum(["string", "number", "boolean"]).default("string"),
  description: z.string().optional(),
  /** Must be given when there is none. */
  default: z.union([z.string(), z.number(), z.boolean()]).optional(),
  options: z.array(z.union([z.string(), z.number()])).optional(),
});

/** A pipeline as the conductor takes it: paths absolute, times in ms, nothing left to look up. */
export const PipelineSpec = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]{0,59}$/),
  /** The application whose single writer an execution is. */
  app: z.string(),
  description: z.string().optional(),
  parameters: z.array(ParameterSpec).default([]),
  triggers: z.array(TriggerSpec).default([]),
  window: TimeWindow.optional(),
  notifications: z.array(NotificationSpec).default([]),
  /** What becomes of an execution while another one of the application runs. */
  concurrency: z.enum(["reject", "queue", "replace"]).default("reject"),
  stages: z.array(StageSpec).min(1).max(100),
});

export type ValueReference = z.infer<typeof ValueReference>;
export type StrategyName = z.infer<typeof StrategyName>;
export type ReleaseCheck = z.infer<typeof ReleaseCheck>;
export type Judging = z.infer<typeof Judging>;
export type TimeWindow = z.infer<typeof TimeWindow>;
export type Comparison = z.infer<typeof Comparison>;
export type Question = z.infer<typeof Question>;
export type StageSpec = z.infer<typeof StageSpec>;
/** The name of a type of stage. */
export type StageType = StageSpec["type"];
/** A stage of one type. */
export type StageSpecOf<T extends StageType> = Extract<StageSpec, { readonly type: T }>;
export type TriggerSpec = z.infer<typeof TriggerSpec>;
export type NotificationSpec = z.infer<typeof NotificationSpec>;
export type ParameterSpec = z.infer<typeof ParameterSpec>;
export type PipelineSpec = z.infer<typeof PipelineSpec>;
/** A pipeline as it may be written on the wire, before defaults. */
export type PipelineSpecInput = z.input<typeof PipelineSpec>;
