/**
 * What origin, OCAs, cachecontrol, steering and playback tell each other. Types only: these are calls
 * between processes of one run, behind the run's token.
 */

/** One file of a packaged title. */
export interface PackagedFile {
  /** Path below the version: `v0/init.mp4`, `v0/1.m4s`, `master.m3u8`, `captions/en.vtt`. */
  readonly path: string;
  readonly sizeBytes: number;
  /** SHA-256 in hex. */
  readonly sha256: string;
}

/** One rung of a ladder. */
export interface Rung {
  /** Folder of the rung: `v0` is the lowest. */
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly bitrateBps: number;
  readonly codecs: string;
}

/** One track of sound. */
export interface AudioTrack {
  readonly name: string;
  readonly language: string;
  readonly bitrateBps: number;
  readonly codecs: string;
}

/** One track of captions (WebVTT). */
export interface CaptionTrack {
  readonly language: string;
  readonly label: string;
  readonly path: string;
}

/**
 * A title as origin keeps it: CMAF shared by HLS (`master.m3u8`) and DASH (`manifest.mpd`).
 *
 * `version` is the first 16 hex digits of the SHA-256 over the sorted lines `path sha256`, each ended
 * by `\n` (OCAs check it), so that an address `/<titleId>/<version>/<path>` never changes its content.
 */
export interface TitlePackage {
  readonly titleId: string;
  readonly version: string;
  /** Name for people. */
  readonly title: string;
  readonly durationMs: number;
  readonly segmentMs: number;
  readonly rungs: readonly Rung[];
  readonly audio: readonly AudioTrack[];
  readonly captions: readonly CaptionTrack[];
  readonly files: readonly PackagedFile[];
}

/** How an OCA's network is attached to the client's. Source: Open Connect, embedded before peering. */
export type Attachment = "embedded" | "pni" | "public" | "transit";

/** A client prefix that an OCA may serve, as its BGP feed would tell. */
export interface OcaRoute {
  /** CIDR: `127.10.0.0/16`. */
  readonly prefix: string;
  readonly attachment: Attachment;
  readonly asPathLength: number;
  /** Multi-exit discriminator: the smaller the better. */
  readonly med: number;
}

/** The serving state of an OCA. Source: Open Connect partner portal. */
export type OcaState = "SERVING" | "DRAINING" | "DRAINED";

/** A title that an OCA holds as a whole, every byte verified. */
export interface HeldTitle {
  readonly titleId: string;
  readonly version: string;
}

/** `POST /reports` at cachecontrol, by every OCA to every cachecontrol, every 2 s. */
export interface OcaReport {
  readonly oca: string;
  readonly region: string;
  readonly zone: string;
  /** IATA site: `fra001`. */
  readonly site: string;
  readonly isp: string;
  /** Base address without a trailing slash. */
  readonly url: string;
  readonly sentAtMs: number;
  /** What the OCA itself says; cachecontrol may want another. */
  readonly state: OcaState;
  readonly healthy: boolean;
  readonly load: {
    readonly egressBps: number;
    readonly capacityBps: number;
    readonly sessions: number;
    /** 0..1 of capacity. */
    readonly loadRatio: number;
  };
  readonly routes: readonly OcaRoute[];
  readonly titles: readonly HeldTitle[];
  readonly disk?: { readonly usedBytes: number; readonly budgetBytes: number };
  readonly hot: {
    readonly usedBytes: number;
    readonly budgetBytes: number;
    readonly hits: number;
    readonly misses: number;
  };
}

/** The answer to a report: what the OCA should hold and be. */
export interface OcaOrders {
  readonly wantedState: "SERVING" | "DRAINED";
  /** In the order of filling: the most popular first. */
  readonly manifest: readonly HeldTitle[];
  /**
   * Where to fill each title from, best first, by title id: `<base address>/fill` of peers, then
   * `<base address>/files` of origin; files are below at `/<titleId>/<version>/<path>`. Empty: ask again soon.
   */
  readonly sources: Readonly<Record<string, readonly string[]>>;
  /** False while cachecontrol does not know origin's titles: hold what you hold. */
  readonly settled: boolean;
}

/** One OCA as cachecontrol knows it. */
export interface OcaStanding {
  readonly report: OcaReport;
  /** When the report came in, wall ms of cachecontrol. */
  readonly heardAtMs: number;
  readonly wantedState: "SERVING" | "DRAINED";
  /** Reported routes, plus those added and less those withdrawn by `netops prefix`. */
  readonly routes: readonly OcaRoute[];
}

/** `GET /board` at cachecontrol: everything that steering ranks by. */
export interface OcaBoard {
  readonly ocas: readonly OcaStanding[];
}

/** `POST /steer` at steering. */
export interface SteerRequest {
  readonly clientIp: string;
  readonly titleId: string;
  /** The version that must be held; any when left out. */
  readonly version?: string;
}

/** One OCA that was offered and why it stands where it stands. */
export interface RankedOca {
  readonly oca: string;
  readonly rank: number;
  /** Base address without a trailing slash. */
  readonly url: string;
  /** Sentences such as `longest prefix 127.10.0.0/16 (16 bits)`, in the order they count. */
  readonly reasons: readonly string[];
  readonly site: string;
  readonly isp: string;
}

/** Why an OCA was not offered. */
export type RejectReason =
  | "CONTENT_MISS"
  | "HEALTH_MISS"
  | "NOT_ROUTED"
  | "DRAINING"
  | "STALE_REPORT"
  | "BEYOND_TEN";

/** The answer of steering: one to ten ranked, the rest rejected with a reason. */
export interface SteerAnswer {
  readonly ranked: readonly RankedOca[];
  readonly rejected: readonly {
    readonly oca: string;
    readonly reason: RejectReason;
    readonly detail: string;
  }[];
}

/** What a viewer tells playback about a session. */
export interface ViewerBeacon {
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
  readonly data?: Readonly<Record<string, unknown>>;
}

/** A record of topic `viewing`, keyed by account; playback writes, recommendation and cachecontrol read. */
export interface ViewingRecord {
  readonly type: ViewerBeacon["type"];
  readonly account: string;
  readonly profileId: string;
  readonly sessionId: string;
  readonly titleId: string;
  readonly positionMs: number;
  readonly durationMs: number;
  readonly tsMs: number;
}

/** A record of topic `account`, keyed by account; user writes, gateways, billing and playback read. */
export interface AccountRecord {
  readonly type: "created" | "revoked" | "erased";
  readonly account: string;
  readonly country: string;
  readonly plan: string;
  /** Tokens issued before this second are void; only with `revoked` and `erased`. */
  readonly notBeforeS?: number;
  readonly tsMs: number;
}

/** A record of topic `titles`, keyed by title; origin writes when a title is complete or gone. */
export interface TitleRecord {
  readonly type: "packaged" | "removed";
  readonly titleId: string;
  readonly version: string;
  readonly tsMs: number;
}

/** A record of topic `catalog`, keyed by title; catalog writes, search reads. */
export interface CatalogRecord {
  readonly type: "changed" | "removed";
  readonly titleId: string;
  readonly tsMs: number;
}

/** Where a title that is being made stands. */
export type TitleJobState = "queued" | "running" | "done" | "failed" | "cancelled";

/** `GET /jobs/:id` at origin: a movie on its way to a title. */
export interface TitleJob {
  readonly id: string;
  readonly titleId: string;
  /** Name for people. */
  readonly title: string;
  readonly state: TitleJobState;
  /** What it is at: `probe`, `v0`, `a0`, `captions`, `package`, `verify`, `publish`. */
  readonly step: string;
  /** Every step, as far as they are known: a movie must be probed first. */
  readonly steps: readonly { readonly name: string; readonly done: boolean }[];
  /** 0..1 of the whole. */
  readonly ratio: number;
  /** What is left at the pace since this process began; undefined until that is known. */
  readonly etaMs?: number;
  readonly createdAtMs: number;
  /** Of the title that came of it. */
  readonly version?: string;
  /** Why it failed. */
  readonly error?: { readonly code: string; readonly message: string; readonly fix?: string };
}
