import type { ThresholdOutcome } from "../run/load_threshold.ts";

/** Quantiles of what took time; null when nothing did. */
export interface Quantiles {
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

/** One second of a load. Quantiles are of the starts decided in it. */
export interface LoadSecond {
  readonly tsMs: number;
  /** Starts that the schedule asked for; null for scripts that have no schedule. */
  readonly attempted: number | null;
  readonly started: number;
  readonly failed: number;
  /** Sessions, or VUs of a script, that ran. */
  readonly running: number;
  readonly startupMs: Quantiles;
  readonly stalls: number;
  readonly failovers: number;
  readonly requests: number;
  readonly failedRequests: number;
  /** Bytes by OCA; only of those that sent some. */
  readonly bytesByOca: Readonly<Record<string, number>>;
}

/** What an OCA carried. */
export interface OcaShare {
  readonly oca: string;
  readonly requests: number;
  readonly failed: number;
  readonly bytes: number;
  /** Of all bytes of all OCAs. */
  readonly share: number;
  /** Starts that began at it. */
  readonly starts: number;
  readonly durationMs: Quantiles;
}

/** Errors that are alike. */
export interface LoadError {
  readonly type: string;
  readonly service: string;
  readonly url: string;
  readonly message: string;
  readonly count: number;
  readonly firstAtMs: number;
  readonly lastAtMs: number;
  /** At most five. */
  readonly traceIds: readonly string[];
}

/** Where time went: one row per step of a session, or per named request of a script. */
export interface LoadStep {
  readonly step: string;
  readonly service: string;
  readonly count: number;
  readonly failed: number;
  readonly perSecond: number;
  readonly durationMs: Quantiles;
  /** Of the mean startup; null for steps that come after it. */
  readonly shareOfStartup: number | null;
}

/** Something of the platform's time line that belongs on the axis. */
export interface LoadEvent {
  readonly tsMs: number;
  /** When it was over, of what lasts (a fault, a stage). */
  readonly endMs?: number;
  readonly lane: "chaos" | "deploy" | "breaker" | "registry" | "process";
  readonly subject: string;
  /** In words, such as `hang on c001.fra001 (3 targets)`. */
  readonly text: string;
  readonly traceId?: string;
}

/** How the generator fared: a load says nothing about the platform when it could not be given. */
export interface GeneratorHealth {
  /** Cores that the engine used: mean and most within a second. */
  readonly cpuCores: { readonly mean: number; readonly max: number };
  readonly rssMaxBytes: number;
  /** Sessions at once at most, and how many there could be. */
  readonly runningMax: number;
  readonly maxVus: number;
  /** How much later than scheduled sessions began, in ms. */
  readonly lateMs: Quantiles;
  /** Share of this machine's CPU that was in use, mean over the load. */
  readonly machineBusyRatio: number;
  readonly machineCores: number;
  /** How late a timer of 100 ms came in the runner, p99: the machine was starved when it is long. */
  readonly timerLateP99Ms: number;
}

/** What ran beside the load by `--with`. */
export interface LoadCompanion {
  readonly kind: "chaos" | "deploy";
  readonly name: string;
  readonly outcome: string;
  readonly exitCode: number;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
}

/** `netops load run --json`, `load report --json`, and what every report is made of. */
export interface LoadReport {
  readonly schema: "netops.load/v1";
  readonly id: string;
  readonly name: string;
  /** `sessions` of viewers, or `iterations` of a user's script: then what concerns viewers is null. */
  readonly unit: "sessions" | "iterations";
  readonly engine: "k6" | "builtin";
  readonly engineVersion: string;
  readonly k6ExitCode?: number;
  readonly verdict: "passed" | "failed" | "inconclusive";
  /** One sentence: what decided. */
  readonly reason: string;
  readonly exitCode: number;
  readonly seed: number;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  /** Such as `5/s for 20s` or `50 VUs for 1m`. */
  readonly shape: string;
  readonly maxVus: number;
  /** Options that were given besides shape, seed, engine and companions, as words; values of `--env` left out. */
  readonly asked?: readonly string[];
  /** Starts per second by the schedule, and of pictures; iterations of a script. */
  readonly spsAttempted: number;
  readonly spsAchieved: number;
  readonly starts: {
    readonly attempted: number;
    readonly started: number;
    readonly failedTechnical: number;
    readonly failedBusiness: number;
    readonly left: number;
    readonly cut: number;
  };
  readonly startupMs: Quantiles;
  /** Technical failures / (attempts that were decided − business failures); null without any. */
  readonly startFailureRatio: number | null;
  readonly exitBeforeStartRatio: number | null;
  /** Plays that broke off after their first picture / plays that had one; null without any. */
  readonly playFailureRatio: number | null;
  /** Σ stalled / Σ (played + stalled); null when nothing was played. */
  readonly stalledRatio: number | null;
  readonly stallsPerSession: number | null;
  readonly averageBitrateBps: number | null;
  readonly switches: number;
  readonly failovers: number;
  readonly recoveryMs: Quantiles;
  readonly droppedIterations: number;
  readonly scriptErrors: number;
  /** Place in the offer (`1`, `2`, …) → share of starts. */
  readonly shareByOcaRank: Readonly<Record<string, number>>;
  readonly thresholds: readonly ThresholdOutcome[];
  readonly seconds: readonly LoadSecond[];
  readonly ocas: readonly OcaShare[];
  readonly errors: readonly LoadError[];
  readonly steps: readonly LoadStep[];
  readonly events: readonly LoadEvent[];
  /** Null when it was not measured. */
  readonly generator: GeneratorHealth | null;
  readonly companions: readonly LoadCompanion[];
  /** Absolute path. */
  readonly reportHtml: string;
  /** Where this run's platform answers, for links to traces. */
  readonly opsUrl?: string;
}
