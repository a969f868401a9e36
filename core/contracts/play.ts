import type { RejectReason } from "./streaming.ts";

/** `POST /play` at playback. */
export interface PlayRequest {
  readonly titleId: string;
  readonly profileId?: string;
  /** Whose network is steered by; heard only from a client on loopback. */
  readonly clientIp?: string;
  /** Made by the client: the same id gives the same session, so that a play may be sent again. */
  readonly playId?: string;
}

/** One OCA that a player may take, best first. */
export interface OfferedOca {
  readonly id: string;
  readonly rank: number;
  readonly hlsUrl: string;
  readonly dashUrl: string;
  readonly site: string;
  readonly isp: string;
  readonly reasons: readonly string[];
}

/** How a player should behave, as data, so that it can be changed without a new player. */
export interface PlayerConfig {
  /** How long the first byte of a file may take, before another OCA is asked. */
  readonly ttfbTimeoutMs: number;
  /** Tries at the same OCA after an error. */
  readonly errorRetries: number;
  readonly retryDelayMs: number;
  /** How much is kept ready. */
  readonly bufferMs: number;
  /** How often a session says that it lives. */
  readonly heartbeatMs: number;
}

/** The answer of `POST /play`. */
export interface PlayAnswer {
  readonly sessionId: string;
  readonly titleId: string;
  readonly title: string;
  readonly durationMs: number;
  /** Where this profile stopped; 0 is the beginning. */
  readonly positionMs: number;
  readonly ocas: readonly OfferedOca[];
  readonly rejected: readonly {
    readonly oca: string;
    readonly reason: RejectReason;
    readonly detail: string;
  }[];
  /** When the signatures end. */
  readonly expiresAtMs: number;
  /** Lines of the highest rung that the plan pays for. */
  readonly maxHeight: number;
  readonly player: PlayerConfig;
}

/** A live stream of an account: `GET /sessions` at playback. */
export interface LiveSession {
  readonly sessionId: string;
  readonly titleId: string;
  readonly title: string;
  readonly profileId: string;
  readonly startedAtMs: number;
  readonly seenAtMs: number;
  readonly positionMs: number;
}

/** The answer of `POST /events`: a session that is not live must end or play again. */
export interface SessionState {
  readonly sessionId: string;
  readonly state: "live" | "ended" | "displaced";
}
