/**
 * What an engine says about the sessions it plays: one JSON object a line, the same from k6 and from the
 * built-in engine, so that one report is made of both. Times are wall times in ms.
 */
export type SessionLine = StartLine | MarkLine | EndLine;

/** Why a session never showed a picture, or broke off. */
export interface SessionFailure {
  /** `business`: the plan, the country or the licence refused it; it says nothing about quality. */
  readonly kind: "technical" | "business" | "script";
  /** Such as `http 503`, `timeout`, `connect`, `reset`, `gave up`. */
  readonly type: string;
  /** The service that was asked: `playback`, `user`, or an OCA. */
  readonly service: string;
  /** Without query; ids in it may stay. */
  readonly url: string;
  readonly message: string;
  readonly traceId?: string;
}

/** A start was decided: a picture, a failure, or the viewer left before. */
export interface StartLine {
  readonly type: "start";
  /** Number of the arrival, from 0. */
  readonly index: number;
  /** What it began that shows no picture; left out for a play. It `started` when it was served. */
  readonly scenario?: "signin" | "browse";
  /** When the session was to begin by the schedule; equals `startedAtMs` in the closed model. */
  readonly scheduledAtMs: number;
  /** When the engine really began it. */
  readonly startedAtMs: number;
  readonly atMs: number;
  /** `cut`: the load ended before it was decided; it counts neither way. */
  readonly outcome: "started" | "failed" | "left" | "cut";
  /** From the schedule to the first picture; only of `started`. */
  readonly startupMs?: number;
  /** Where the startup went, in order, each in ms: `queue` (schedule to begin), `play`, `master`, `playlist`, `init`, `segment`; else `signin` or `browse`. */
  readonly steps?: Readonly<Record<string, number>>;
  readonly oca?: string;
  /** Place of that OCA in the offer, from 1. */
  readonly ocaRank?: number;
  readonly clientIp?: string;
  readonly failure?: SessionFailure;
}

/** Something that the viewer felt, or that was changed under it. */
export interface MarkLine {
  readonly type: "mark";
  readonly index: number;
  readonly atMs: number;
  readonly mark: "stalled" | "resumed" | "failover" | "switch";
  readonly oca?: string;
  /** Of a failover: from the first failure to the next good segment; of `resumed`: how long it stood. */
  readonly tookMs?: number;
}

/** Requests of one kind that a session sent. */
export interface RequestTally {
  /** Whether the service is an OCA. */
  readonly isOca: boolean;
  /** `play`, `events`, `signin`, `browse`, `master`, `playlist`, `init`, `segment`, `watch`. */
  readonly kind: string;
  /** Application or OCA. */
  readonly service: string;
  readonly count: number;
  readonly failed: number;
  /** Of those that were answered. */
  readonly durationsMs: readonly number[];
  readonly bytes: number;
}

/** What a session exchanged with one service in one second, so that throughput can be drawn over time. */
export interface TrafficSecond {
  /** Seconds since 1970, of when the answer was whole. */
  readonly second: number;
  /** Application or OCA. */
  readonly service: string;
  readonly isOca: boolean;
  readonly requests: number;
  readonly failed: number;
  readonly bytes: number;
}

/** A session is over. */
export interface EndLine {
  readonly type: "end";
  readonly index: number;
  readonly startedAtMs: number;
  readonly atMs: number;
  readonly outcome: "ended" | "stopped" | "failed" | "left";
  readonly titleId?: string;
  readonly playedMs: number;
  readonly stalls: number;
  readonly stalledMs: number;
  readonly switches: number;
  readonly failovers: number;
  readonly averageBitrateBps: number | null;
  readonly requests: readonly RequestTally[];
  readonly traffic: readonly TrafficSecond[];
  /** What failed on the way, the first of each type and service; also where the session lived on. */
  readonly failures:
    readonly (SessionFailure & { readonly atMs: number; readonly count: number })[];
}
