import { z } from "zod";

/** Which requests a fault touches; what is left out matches all. */
export const RequestMatch = z.strictObject({
  /** Methods in capitals. */
  methods: z.array(z.string().regex(/^[A-Z]{1,20}$/)).min(1).optional(),
  /** The path without the query: `*` stands for anything, also for slashes. */
  path: z.string().max(200).optional(),
  /** A header and its exact value. */
  header: z.strictObject({ name: z.string().max(100), value: z.string().max(200) }).optional(),
  /** One account. */
  account: z.string().max(100).optional(),
  /** This share of all accounts, 0..1, by a stable hash: the same accounts each time. */
  accountRatio: z.number().min(0).max(1).optional(),
  /** This share of the requests that match besides, 0..1, by chance. */
  ratio: z.number().min(0).max(1).optional(),
  /** Only the first so many of the requests that match besides. */
  firstCount: z.int().min(1).max(1_000_000).optional(),
});

/** Names of the places in our own code at which a dependency can be made to fail. */
export const FAIL_POINTS = [
  "kv",
  "objects",
  "names",
  "events",
  "store-read",
  "store-write",
  "registry-answer",
  "steering-rank",
  "cachecontrol",
] as const;

/** What is done to the requests that an instance serves. */
const RequestEffect = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("delay"),
    delayMs: z.number().min(0).max(600_000),
    /** The delay is spread evenly over delayMs ± jitterMs. */
    jitterMs: z.number().min(0).max(600_000),
  }),
  z.strictObject({ type: z.literal("abort"), status: z.int().min(200).max(599) }),
  z.strictObject({ type: z.literal("slow-body"), bytesPerSecond: z.int().min(1) }),
  z.strictObject({ type: z.literal("content-type"), contentType: z.string().max(200) }),
  z.strictObject({ type: z.literal("empty-body") }),
  z.strictObject({ type: z.literal("truncate-body"), keepBytes: z.int().min(0) }),
]);

/** What is done inside a process of ours. */
const InnerEffect = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("block-event-loop"),
    blockMs: z.int().min(1).max(10_000),
    everyMs: z.int().min(10).max(60_000),
  }),
  z.strictObject({
    type: z.literal("skew-clock"),
    offsetMs: z.int().min(-86_400_000).max(86_400_000),
  }),
  z.strictObject({ type: z.literal("hog-memory"), sizeBytes: z.int().min(1).max(2 ** 32) }),
  z.strictObject({
    type: z.literal("fail-point"),
    point: z.enum(FAIL_POINTS),
    mode: z.enum(["error", "delay", "full", "read-only", "corrupt", "stale", "lie"]),
    delayMs: z.number().min(0).max(600_000),
    ratio: z.number().min(0).max(1),
  }),
]);

/** What fleet does to a process group from outside. */
const ProcessEffect = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("kill"), signal: z.enum(["SIGKILL", "SIGTERM"]) }),
  z.strictObject({ type: z.literal("pause") }),
  /** Dead until the fault ends: nobody takes the seat. */
  z.strictObject({ type: z.literal("outage") }),
  /** Nobody takes the seat when it becomes free; who sits there stays. */
  z.strictObject({ type: z.literal("refuse-starts") }),
  z.strictObject({ type: z.literal("restart-loop"), everyMs: z.int().min(100).max(600_000) }),
  /** Lets the group run only this share of the time. */
  z.strictObject({ type: z.literal("throttle-cpu"), runRatio: z.number().min(0.01).max(1) }),
  z.strictObject({ type: z.literal("limit-files"), files: z.int().min(0).max(1_000_000) }),
]);

/** One effect at one place, as the side that carries it out gets it. */
export const FaultEffect = z.union([RequestEffect, InnerEffect, ProcessEffect]);

/**
 * Where a fault of requests happens that gateways give to the requests themselves.
 *
 * `server`: when `app` serves. `client`: when anybody, or only `from`, calls `app`. `kv`: when `app` asks
 * its database. Without an app: at every one.
 */
export const FaultPlace = z.strictObject({
  point: z.enum(["server", "client", "kv"]),
  app: z.string().max(100).optional(),
  from: z.string().max(100).optional(),
});

/**
 * The two arms of an experiment: of all that a fault matches, one share gets it and an equally large one does not;
 * both are counted.
 */
export const CohortTerms = z.strictObject({
  /** The experiment: its faults share one pair of arms. */
  id: z.string().regex(/^[\w.-]{1,80}$/),
  /** The share of accounts or requests in each arm, 0..0.5. */
  share: z.number().gt(0).max(0.5),
  /** With `account` an account stays in its arm; who is not signed in is in none. */
  by: z.enum(["account", "request"]),
  /** Decides who is in which arm. */
  seed: z.string().max(100),
});

/**
 * A part of a fault as the side that carries it out holds it: a service, a link, a gateway or fleet.
 *
 * Held until the earlier of its end and its lease; both are counted by that side too, so that it ends
 * whoever dies.
 */
export const HeldFault = z.strictObject({
  /** The id of the fault; a side holds at most one part of a fault for each instance. */
  id: z.string().regex(/^[\w.-]{1,80}$/),
  kind: z.string().max(60),
  effect: FaultEffect,
  match: RequestMatch,
  /** How long it lasts from now on. */
  remainingMs: z.number().min(0).max(86_400_000),
  /** It ends this long after the last renewal. */
  leaseMs: z.number().min(100).max(600_000),
  seed: z.string().max(100),
  /** At gateways only: carried by the requests that match, and carried out there instead of here. */
  at: FaultPlace.optional(),
  /** Of a fault that requests carry: who gets it, and beside whom that is counted. */
  cohort: CohortTerms.optional(),
});

/** Renews the leases of faults at one side; faults that are not named lapse. */
export const FaultRenewal = z.strictObject({
  ids: z.array(z.string()).max(10_000),
  leaseMs: z.number().min(100).max(600_000),
});

/** What a side says about a fault that it holds. */
export interface HeldFaultView {
  readonly id: string;
  readonly kind: string;
  readonly effect: FaultEffect;
  readonly remainingMs: number;
  readonly leaseLeftMs: number;
  /** How many requests, or turns, it touched: whether the treatment was really given. */
  readonly hits: number;
}

/** What became of the requests of one arm. */
export interface ArmCounts {
  /** Those that came. */
  readonly drawn: number;
  /** Those of them that are over. */
  readonly requests: number;
  /** Answers with status 500 or above, errors of the gateway itself, and clients that left before the answer. */
  readonly failures: number;
  /** How often a fault was given to one of them. */
  readonly given: number;
  /** Times to the head of the answer: middles of buckets in ms, rising, and how many. */
  readonly latenciesMs: readonly (readonly [number, number])[];
}

/** What a gateway counted of an experiment: `GET /cohorts` of its admin port. */
export interface CohortCounts {
  readonly id: string;
  readonly control: ArmCounts;
  readonly experiment: ArmCounts;
}

export type CohortTerms = z.infer<typeof CohortTerms>;
export type RequestMatch = z.infer<typeof RequestMatch>;
export type RequestEffect = z.infer<typeof RequestEffect>;
export type InnerEffect = z.infer<typeof InnerEffect>;
export type ProcessEffect = z.infer<typeof ProcessEffect>;
export type FaultEffect = z.infer<typeof FaultEffect>;
export type FaultPlace = z.infer<typeof FaultPlace>;
export type HeldFault = z.infer<typeof HeldFault>;
export type FaultRenewal = z.infer<typeof FaultRenewal>;
/** A place in our own code at which a dependency can be made to fail. */
export type FailPoint = typeof FAIL_POINTS[number];
