import { z } from "zod";

/** Asks the guardian for a fault: `netops chaos inject`, or an action of an experiment. */
export const FaultRequest = z.strictObject({
  kind: z.string().regex(/^[a-z][a-z0-9-]{0,59}$/),
  /** An app, cluster, server group, instance id, `zone:NAME`, `region:NAME` or `link:APP`. */
  target: z.string().min(1).max(200),
  /** How many of the target; one instance when neither is given. */
  count: z.int().min(1).max(10_000).optional(),
  percent: z.number().min(0).max(100).optional(),
  parameters: z.record(z.string(), z.unknown()).default({}),
  durationMs: z.int().min(100).max(86_400_000),
  /** The dead-man switch: without a renewal for so long, the fault is undone. 5,000 when left out. */
  leaseMs: z.int().min(500).max(60_000).optional(),
  /** Whoever renews it; without one the guardian itself does, until the fault is over. */
  experimentId: z.string().max(80).optional(),
  /** The same seed draws the same targets. */
  seed: z.string().max(100).optional(),
  /** Apps that may be under deploy meanwhile. */
  duringDeployOf: z.array(z.string()).max(100).default([]),
  /** Goes on although an objective burns or nobody can tell. */
  ignoreSlo: z.boolean().default(false),
  dryRun: z.boolean().default(false),
});

/** Renews the faults of an owner: of an experiment, or by their ids. */
export const FaultOwnerRenewal = z.strictObject({
  experimentId: z.string().max(80).optional(),
  ids: z.array(z.string()).max(10_000).optional(),
});

/** Ends faults: those that are named, those of an experiment, or all, which also pulls the lever. */
export const FaultStop = z.strictObject({
  ids: z.array(z.string()).max(10_000).optional(),
  experimentId: z.string().max(80).optional(),
  all: z.boolean().optional(),
  reason: z.string().max(200).default("stopped"),
});

/** An instance that a fault holds. */
export const FaultTarget = z.object({
  instance: z.string(),
  app: z.string(),
  serverGroup: z.string(),
  zone: z.string(),
});

/** Why an instance that the target names is not hit. */
export const SparedInstance = FaultTarget.extend({ reason: z.string() });

/** `netops chaos inject --json`. */
export const FaultDocument = z.object({
  schema: z.literal("netops.fault/v1"),
  id: z.string(),
  kind: z.string(),
  targets: z.array(FaultTarget),
  expiresAtMs: z.number(),
  seed: z.string(),
  /** SHA-256 of kind, parameters, targets in order and duration: the same seed, the same hash. */
  planHash: z.string(),
  dryRun: z.boolean().optional(),
  /** Named by a dry run: who is not hit, and why. */
  spared: z.array(SparedInstance).optional(),
});

/** How far a fault is. */
export const FaultState = z.enum([
  "injecting",
  "active",
  "undoing",
  "undone",
  "undo-failed",
  "not-injected",
]);

/** A fault as the guardian knows it. */
export const FaultView = z.object({
  id: z.string(),
  kind: z.string(),
  targets: z.array(FaultTarget),
  parameters: z.record(z.string(), z.unknown()),
  startedAtMs: z.number(),
  expiresAtMs: z.number(),
  experimentId: z.string().optional(),
  state: FaultState,
  /** Why it ended: `expired`, `stopped`, `lease lapsed`, `guardian restarted`. */
  endReason: z.string().optional(),
  endedAtMs: z.number().optional(),
  /** Requests or turns that it touched; undefined where the kind cannot tell. */
  hits: z.number().optional(),
  /** A fault on requests that none has met so far. */
  isUntouched: z.literal(true).optional(),
  /** What could not be undone. */
  left: z.array(z.object({ what: z.string(), where: z.string(), fix: z.string() })).optional(),
});

/** `netops chaos status --json`. */
export const ChaosStatusDocument = z.object({
  schema: z.literal("netops.chaos.status/v1"),
  lever: z.enum(["armed", "stopped"]),
  active: z.array(FaultView),
});

/** One kind of fault in `netops chaos list --json`. */
export const FaultKindView = z.object({
  kind: z.string(),
  summary: z.string(),
  targets: z.array(z.string()),
  /** JSON schema of the parameters. */
  parameters: z.record(z.string(), z.unknown()),
  undo: z.string(),
  appliesTo: z.enum(["builtin", "any"]),
  os: z.array(z.string()),
  needsRoot: z.boolean(),
  needsRestart: z.boolean(),
});

/** `netops chaos list --json`. */
export const FaultKindsDocument = z.object({
  schema: z.literal("netops.faults/v1"),
  faults: z.array(FaultKindView),
});

/** Something that a fault left behind. */
export const Residue = z.object({ what: z.string(), where: z.string(), fix: z.string() });

/** `netops chaos doctor --json`. */
export const ChaosDoctorDocument = z.object({
  schema: z.literal("netops.doctor/v1"),
  residue: z.array(Residue),
});

export type FaultRequest = z.infer<typeof FaultRequest>;
export type FaultOwnerRenewal = z.infer<typeof FaultOwnerRenewal>;
export type FaultStop = z.infer<typeof FaultStop>;
export type FaultTarget = z.infer<typeof FaultTarget>;
export type SparedInstance = z.infer<typeof SparedInstance>;
export type FaultDocument = z.infer<typeof FaultDocument>;
export type FaultState = z.infer<typeof FaultState>;
export type FaultView = z.infer<typeof FaultView>;
export type ChaosStatusDocument = z.infer<typeof ChaosStatusDocument>;
export type FaultKindView = z.infer<typeof FaultKindView>;
export type FaultKindsDocument = z.infer<typeof FaultKindsDocument>;
export type Residue = z.infer<typeof Residue>;
export type ChaosDoctorDocument = z.infer<typeof ChaosDoctorDocument>;
