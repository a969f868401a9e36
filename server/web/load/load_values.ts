/** How a load stands; one is cut off whose runner was killed before it could judge. */
export type LoadStanding = "running" | "passed" | "failed" | "inconclusive" | "cut-off";

/** A load in a list. */
export interface LoadRow {
  readonly id: string;
  /** The preset, or the file of the script. */
  readonly name: string;
  readonly engine: string;
  /** Such as `5/s for 20s`. */
  readonly shape: string;
  readonly unit: "sessions" | "iterations";
  readonly standing: LoadStanding;
  /** What decided; left out while it runs. */
  readonly reason?: string;
  /** Starts that came to a picture per second: of all of it, or of the last 10 s while it runs. */
  readonly rate: number | null;
  readonly startupP95Ms: number | null;
  readonly startedAtMs: number;
  /** Left out while it runs, and when nobody knows. */
  readonly endedAtMs?: number;
}

/** How a load that runs goes. */
export interface LoadNow {
  readonly tsMs: number;
  readonly elapsedMs: number;
  /** Null where nobody says how long it takes. */
  readonly totalMs: number | null;
  readonly phase: string;
  /** Starts that the schedule asks for per second now; null without a schedule. */
  readonly rateAsked: number | null;
  readonly attempted: number | null;
  readonly started: number;
  readonly failed: number;
  readonly running: number;
  readonly stalls: number;
  readonly failovers: number;
  readonly dropped: number;
}

/** A limit and what was measured, in words. */
export interface LimitRow {
  readonly name: string;
  readonly limit: string;
  readonly actual: string;
  readonly standing: "passed" | "failed" | "unknown";
  /** As it is written for `--thresholds`. */
  readonly written: string;
}

/** Something that happened on the platform while a load ran. */
export interface LoadHappening {
  readonly tsMs: number;
  readonly lane: string;
  readonly subject: string;
  readonly text: string;
}

/** One load with all that the page tells of it. */
export interface LoadDetail extends LoadRow {
  readonly now?: LoadNow;
  /** What it came to, each a name and a value in words; empty before its report. */
  readonly figures: readonly (readonly [string, string])[];
  readonly limits: readonly LimitRow[];
  readonly events: readonly LoadHappening[];
  /** Chaos and deploys that ran beside it, in words. */
  readonly companions: readonly string[];
  /** The command that runs the same again; left out for shapes that no option gives. */
  readonly again?: string;
  /** Whether its whole page is there. */
  readonly hasPage: boolean;
}
