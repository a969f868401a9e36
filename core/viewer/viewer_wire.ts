import type { ViewerOca } from "./viewer_options.ts";

/** What a request is for; `watch` only sees whether the OCA still answers. */
export type Purpose = "master" | "playlist" | "init" | "segment" | "watch";

/** One GET that a driver is to send. */
export interface ViewerRequest {
  /** Names it in everything that is fed back. */
  readonly id: number;
  readonly oca: string;
  readonly url: string;
  readonly purpose: Purpose;
  /** Playlists are text that the viewer reads; of media only the bytes are counted. */
  readonly wantsText: boolean;
  readonly track: "video" | "audio" | undefined;
  readonly rung: string | undefined;
  /** Number of the segment, from 0. */
  readonly index: number | undefined;
  /** CMCD, ready to be sent. */
  readonly headers: Readonly<Record<string, string>>;
  /** For drivers that cannot be told to abort: how long the whole exchange may take. */
  readonly timeoutMs: number;
}

/** What the viewer tells playback about the session. */
export interface SessionBeacon {
  readonly type:
    | "start"
    | "heartbeat"
    | "stall"
    | "switch"
    | "failover"
    | "error"
    | "end"
    | "stop";
  readonly tsMs: number;
  readonly positionMs: number;
  readonly data: Readonly<Record<string, unknown>>;
}

/** One thing that happened, for people and for `--jsonl`. */
export interface ViewerStep {
  readonly tsMs: number;
  readonly step:
    | "chosen"
    | "segment"
    | "started"
    | "stalled"
    | "resumed"
    | "switch"
    | "retry"
    | "lost"
    | "failover"
    | "renew"
    | "ended"
    | "stopped"
    | "failed";
  readonly oca?: string;
  readonly rung?: string;
  readonly bufferMs: number;
  readonly positionMs: number;
  readonly detail?: string;
}

/** What a driver is to do. */
export type ViewerAction =
  | { readonly kind: "fetch"; readonly request: ViewerRequest }
  /** Ends a request; nothing about it needs to be fed any more. */
  | { readonly kind: "abort"; readonly id: number }
  /** Asks playback again: signatures ended, or no OCA of the offer serves. */
  | { readonly kind: "renew" }
  | { readonly kind: "beacon"; readonly beacon: SessionBeacon }
  | { readonly kind: "step"; readonly step: ViewerStep };

/** Why there is no whole answer. */
export type FetchFailure =
  /** Nothing was sent: refused, no route. */
  | "connect"
  /** Broken off on the way. */
  | "reset"
  /** Too late. */
  | "timeout"
  /** Fewer bytes than were promised. */
  | "truncated";

/** What a driver feeds back. */
export type ViewerInput =
  /** The head came; may be left out by drivers that see whole answers only. */
  | {
    readonly kind: "head";
    readonly id: number;
    readonly sizeBytes?: number;
  }
  /** So many bytes of the body in all by now. */
  | { readonly kind: "progress"; readonly id: number; readonly bytes: number }
  /** The whole answer, or only its status when that is no success. */
  | {
    readonly kind: "answer";
    readonly id: number;
    readonly status: number;
    readonly bytes: number;
    readonly text?: string;
    /** Whether the OCA had it in memory, where it says so. */
    readonly isHit?: boolean;
    /** Which life of the OCA answered, where it says so: another one has died in between. */
    readonly life?: string;
  }
  | { readonly kind: "failure"; readonly id: number; readonly reason: FetchFailure }
  /** The answer to `renew`. */
  | { readonly kind: "offer"; readonly ocas: readonly ViewerOca[] }
  /** Playback could not be asked; the viewer asks again. */
  | { readonly kind: "no-offer" }
  /** Playback refused for good: the session fails with these words. */
  | { readonly kind: "refusal"; readonly message: string };

/** What `next()` answers. */
export interface ViewerTurn {
  readonly actions: readonly ViewerAction[];
  /** When to call `next()` again at the latest, unless something is fed before; Infinity at the end. */
  readonly wakeAtMs: number;
  /** Set once the session is over. */
  readonly result: ViewerResult | undefined;
}

/** How a session went. */
export interface ViewerResult {
  readonly outcome: "ended" | "stopped" | "failed";
  /** From pressing play to the first picture; null when there was none. */
  readonly startupMs: number | null;
  readonly playedMs: number;
  readonly stalls: number;
  readonly stalledMs: number;
  /** stalledMs / (playedMs + stalledMs). */
  readonly stalledRatio: number;
  /** Changes of the rung. */
  readonly switches: number;
  /** Changes of the OCA. */
  readonly failovers: number;
  /** The last OCA; null when none was chosen. */
  readonly oca: string | null;
  /** As offered, in the order of their rank. */
  readonly ocas: readonly string[];
  readonly bytes: number;
  /** Segments that the OCA had in memory, of those where it said so; null when it never did. */
  readonly hitRatio: number | null;
  /** Mean of the rungs by media time; null when nothing was fetched. */
  readonly averageBitrateBps: number | null;
  readonly error?: string;
}

/** The session as it is now, for a live view. */
export interface ViewerSnapshot {
  readonly state: "starting" | "playing" | "stalled" | "over";
  readonly positionMs: number;
  readonly durationMs: number;
  readonly bufferMs: number;
  readonly oca: string | undefined;
  readonly rung:
    | { readonly name: string; readonly height: number; readonly bitrateBps: number }
    | undefined;
  readonly estimateBps: number | undefined;
  readonly stalls: number;
  readonly stalledMs: number;
  readonly switches: number;
  readonly failovers: number;
  readonly bytes: number;
  readonly startupMs: number | null;
  /** The last failure in words; empty before the first. */
  readonly lastLoss: string;
}
