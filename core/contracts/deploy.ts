import { z } from "zod";
import { PipelineSpec } from "./pipeline.ts";

/** How a stage or an execution stands. Source: Spinnaker Orca, `ExecutionStatus`. */
export const ExecutionStatus = z.enum([
  ...["NOT_STARTED", "RUNNING", "PAUSED", "SUCCEEDED", "SKIPPED", "FAILED_CONTINUE"] as const,
  ...["TERMINAL", "CANCELED", "STOPPED"] as const,
]);

/** What a deploy came to. */
export const DeployVerdict = z.enum(["promoted", "rolled-back", "refused", "inconclusive"]);

/** Asks the conductor to carry out a pipeline. */
export const ExecutionRequest = z.strictObject({
  pipeline: z.union([
    PipelineSpec,
    /** One that is stored. */
    z.strictObject({ stored: z.string() }),
  ]),
  parameters: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  /** Instead of what the pipeline says. */
  concurrency: z.enum(["reject", "queue", "replace"]).optional(),
  by: z.string().max(200).default("somebody"),
  trigger: z.enum(["manual", "cron", "git", "pipeline"]).default("manual"),
  /** Asked for twice with one key, it is started once. */
  key: z.string().max(200).optional(),
});

/** What somebody wants of an execution that runs. */
export const ExecutionWish = z.discriminatedUnion("wish", [
  z.strictObject({ wish: z.literal("pause"), by: z.string() }),
  z.strictObject({ wish: z.literal("resume"), by: z.string() }),
  /** End it and take back what it did. */
  z.strictObject({ wish: z.literal("abort"), by: z.string(), reason: z.string().optional() }),
  /** Go on with the next share at once; with `full` to the end, without another look. */
  z.strictObject({ wish: z.literal("promote"), by: z.string(), full: z.boolean().default(false) }),
  /** End the wait of a stage, or the watch after a promotion, with a rollback. */
  z.strictObject({ wish: z.literal("rollback"), by: z.string() }),
  z.strictObject({
    ...{ wish: z.literal("answer"), by: z.string(), stage: z.string() },
    approve: z.boolean(),
    role: z.string().optional(),
    note: z.string().max(500).optional(),
  }),
]);

/** Has the conductor stand still at a commit, so that it can be killed exactly there. */
export const TortureRequest = z.strictObject({
  /** The id of an execution, or `*` for whichever gets there first. */
  execution: z.string().min(1),
  /** Right after the commit that brings it to this number, or beyond. */
  afterSeq: z.int().min(1).optional(),
  /** Right before that commit. */
  beforeSeq: z.int().min(1).optional(),
});

/** Where a conductor that is tortured stands still, waiting to be killed. */
export interface TortureView {
  readonly held?: {
    readonly execution: string;
    readonly seq: number;
    readonly when: "before" | "after";
  };
}

/** One metric of a look, in short. */
export interface LookMetric {
  readonly name: string;
  readonly classification: string;
  readonly critical: boolean;
  /** It is shown, and does not count. */
  readonly muted?: boolean;
  readonly estimate: number | null;
  readonly ci: readonly [number | null, number | null];
  readonly reason: string;
}

/** One comparison of the new version with the old one. */
export interface LookView {
  readonly look: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly verdict: "pass" | "marginal" | "fail" | "inconclusive";
  readonly score: number | null;
  readonly rule: string;
  readonly metrics: readonly LookMetric[];
  /** Nobody judged: somebody promoted the release by hand before it was over. */
  readonly isSkipped?: true;
  /** The bake that would do, where it showed too little. */
  readonly needMs?: number;
  /** It showed too little: the comparison goes on until it is so long. */
  readonly lengthenedToMs?: number;
  /** What could not be had of the metrics, a sentence each. */
  readonly problems?: readonly string[];
}

/** A server group of a deploy, and what it is to it. */
export interface DeployGroup {
  readonly name: string;
  readonly role: "old" | "fresh" | "baseline";
  readonly version?: string;
  readonly desired: number;
  readonly up: number;
  /** Percent of the requests: what it should get, and what it got since the last move. */
  readonly wantPercent: number;
  readonly actualPercent?: number;
}

/** How far a deploy is. */
export interface DeployDetail {
  readonly strategy: string;
  /** Where it is: `spawn`, `ready`, `route`, `drain`, `stop`, `judge` or `watch`, going on or back. */
  readonly step: string;
  readonly stepNumber: number;
  readonly stepCount: number;
  readonly isRollingBack: boolean;
  readonly groups: readonly DeployGroup[];
  readonly looks: readonly LookView[];
  readonly dropped: number;
  readonly requests: number;
  /** Requests that the new version answered with a failure or not at all. */
  readonly failedByRelease: number;
  readonly probesSent: number;
  readonly probesLost: number;
  /** When the step that waits is over at the latest. */
  readonly untilMs?: number;
  /** The epoch of the last switch. */
  readonly epoch?: number;
}

/** A stage of an execution as others see it. */
export interface StageView {
  readonly name: string;
  readonly type: string;
  readonly needs: readonly string[];
  readonly status: z.infer<typeof ExecutionStatus>;
  readonly startedAtMs?: number;
  readonly endedAtMs?: number;
  /** What it waits for, or why it ended as it did. */
  readonly reason?: string;
  readonly outputs: Readonly<Record<string, string | number | boolean>>;
  readonly deploy?: DeployDetail;
}

/** An execution as others see it. */
export interface ExecutionView {
  readonly id: string;
  readonly app: string;
  readonly pipeline: string;
  readonly status: z.infer<typeof ExecutionStatus>;
  readonly isPauseAsked: boolean;
  /** Who asked for that. */
  readonly pausedBy?: string;
  readonly isCancelAsked: boolean;
  readonly by: string;
  readonly trigger: string;
  readonly createdAtMs: number;
  readonly startedAtMs?: number;
  readonly endedAtMs?: number;
  readonly verdict?: z.infer<typeof DeployVerdict>;
  readonly reason?: string;
  readonly from?: string;
  readonly to?: string;
  readonly dropped: number;
  readonly requests: number;
  readonly timeToVerdictMs?: number;
  /** The number of its last event: it grows with every change. */
  readonly seq: number;
  readonly stages: readonly StageView[];
}

/** One thing that happened in an execution. */
export interface ExecutionEvent {
  readonly seq: number;
  readonly tsMs: number;
  readonly kind: string;
  readonly stage?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** `deploy run --json`, `deploy rollback --json`, `deploy status --json`. */
export interface DeployDocument {
  readonly schema: "netops.deploy/v1";
  readonly id: string;
  readonly app: string;
  readonly pipeline: string;
  readonly status: z.infer<typeof ExecutionStatus>;
  /** Null only while it goes on. */
  readonly verdict: z.infer<typeof DeployVerdict> | null;
  readonly reason: string;
  readonly by: string;
  readonly createdAtMs: number;
  readonly endedAtMs: number | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly dropped: number;
  readonly requests: number;
  readonly timeToVerdictMs: number | null;
  readonly stages: readonly {
    readonly name: string;
    readonly type: string;
    readonly status: z.infer<typeof ExecutionStatus>;
    readonly startMs: number | null;
    readonly endMs: number | null;
    readonly reason?: string;
    readonly deploy?: DeployDetail;
  }[];
}

/** `deploy history --json`: newest first. */
export interface DeploysDocument {
  readonly schema: "netops.deploys/v1";
  readonly deploys: readonly Omit<DeployDocument, "schema" | "stages">[];
}

/** What a pipeline would do, step by step. */
export interface PlanDocument {
  readonly schema: "netops.deploy.plan/v1";
  readonly app: string;
  readonly pipeline: string;
  readonly stages: readonly {
    readonly name: string;
    readonly type: string;
    readonly needs: readonly string[];
    readonly onFailure: string;
    /** In words, in order. */
    readonly steps: readonly string[];
  }[];
  /** What would be different afterwards: the version, the groups, the files that changed. */
  readonly changes: readonly string[];
  /** Why it would be refused. */
  readonly refusals: readonly string[];
}

/** A look with all that the judge saw, so that its verdict can be had again. */
export interface StoredLook {
  readonly execution: string;
  readonly app: string;
  readonly look: LookView;
  readonly mode: "netops" | "kayenta";
  readonly seed: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** What counts more than the configuration, such as which look of how many it is. */
  readonly over: Readonly<Record<string, number>>;
  readonly data: Readonly<Record<string, unknown>>;
}

export type ExecutionStatus = z.infer<typeof ExecutionStatus>;
export type DeployVerdict = z.infer<typeof DeployVerdict>;
export type ExecutionRequest = z.infer<typeof ExecutionRequest>;
export type ExecutionWish = z.infer<typeof ExecutionWish>;
export type TortureRequest = z.infer<typeof TortureRequest>;
