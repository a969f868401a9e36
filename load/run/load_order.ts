import type { LoadThreshold } from "./load_threshold.ts";

/** The ready scenarios. */
export type PresetName = "hotpath" | "signin" | "browse" | "spike" | "soak" | "premiere" | "mixed";

/** One piece of the arrivals: the rate goes in a straight line to `targetRate` within `durationMs`. */
export interface ArrivalStage {
  /** Starts per second at the end of the piece. */
  readonly targetRate: number;
  readonly durationMs: number;
}

/** When sessions are to begin, whatever became of those before: the open model. */
export interface Arrivals {
  /** Starts per second at the beginning. */
  readonly startRate: number;
  readonly stages: readonly ArrivalStage[];
}

/** Addresses that viewers come from: one network of the platform's prefix table. */
export interface ClientRange {
  /** Such as `127.10.0.0/16`. */
  readonly prefix: string;
  /** First and last address that viewers of this range take. */
  readonly from: string;
  readonly to: string;
}

/** One account of the pool; at most four sessions at once play with it. */
export interface PoolAccount {
  readonly email: string;
  readonly password: string;
  readonly accessToken: string;
}

/** What viewers of a preset do; shared by both engines. */
export interface SessionPlan {
  readonly scenario: "play" | "signin" | "browse" | "mixed";
  /** Ids of titles by rank: the first is asked for most (Zipf), or alone with `isPremiere`. */
  readonly titles: readonly string[];
  readonly isPremiere: boolean;
  /** How long a viewer watches: drawn evenly between the two. */
  readonly watchMinMs: number;
  readonly watchMaxMs: number;
  /** Who has seen no picture leaves after a draw of `patienceMinMs` + Exp(mean `patienceMeanMs`). */
  readonly patienceMinMs: number;
  readonly patienceMeanMs: number;
}

/** A load as it is handed to the runner: a file in its folder, so that `report` knows what was asked. */
export interface LoadOrder {
  readonly id: string;
  /** The preset, or the file of the script. */
  readonly name: string;
  readonly engine: "k6" | "builtin";
  readonly engineVersion: string;
  /** The k6 to run; only of the engine k6. */
  readonly k6Path?: string;
  /** A preset's plan, or a script of the user's: exactly one of the two. */
  readonly plan?: SessionPlan;
  /** Absolute path of a k6 script of the user's. */
  readonly script?: string;
  readonly seed: number;
  /** The open model; left out for scripts that say it themselves. */
  readonly arrivals?: Arrivals;
  /** The closed model: so many viewers, each beginning anew when it is done. */
  readonly vus?: number;
  /** How long sessions begin; those that run then get `GRACE_MS` more. Scripts may say it themselves. */
  readonly durationMs?: number;
  /** How long a script will take by its own words, the graceful stop included; nobody forces it to. */
  readonly expectedMs?: number;
  /** No more sessions run at once. */
  readonly maxVus: number;
  /** Without a trailing slash. */
  readonly gatewayUrl: string;
  /** Where events are read and series are written; undefined when the platform has none. */
  readonly fleetUrl: string;
  readonly clientRanges: readonly ClientRange[];
  readonly thresholds: readonly LoadThreshold[];
  /** Outputs of k6 such as `json=/tmp/x.json`, passed as `-o`. */
  readonly exports: readonly string[];
  /** Environment of a user's script. */
  readonly env: Readonly<Record<string, string>>;
  /** Options that were given besides shape, seed, engine and companions, as words; values of `--env` left out. */
  readonly asked?: readonly string[];
  /** Where the runner writes: sessions.jsonl, report.json, report.html, report.md, report.xml. */
  readonly folder: string;
}

/** No load has more VUs: each takes memory of the generator. */
export const MOST_VUS = 1_000;

/** How long sessions that run when the last has begun may go on. */
export const GRACE_MS = 5_000;
