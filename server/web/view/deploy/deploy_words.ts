import type { DeployGroup, ExecutionStatus, LookMetric, LookView } from "@netops/core/contracts";
import type { Tone, Verdict } from "../health.ts";

const STATUS_TONES: Readonly<Record<ExecutionStatus, Tone>> = {
  NOT_STARTED: "off",
  RUNNING: "wait",
  PAUSED: "warn",
  SUCCEEDED: "ok",
  SKIPPED: "off",
  FAILED_CONTINUE: "warn",
  TERMINAL: "bad",
  CANCELED: "warn",
  STOPPED: "bad",
};

const STANDING_TONES: Readonly<Record<string, Tone>> = {
  ...{ promoted: "ok", done: "ok", "rolled-back": "bad", refused: "bad", failed: "bad" },
  ...{ inconclusive: "warn", aborted: "warn", "ROLLING BACK": "warn", ABORTING: "warn" },
  ...{ PAUSED: "warn", NOT_STARTED: "off" },
};

const LOOK_TONES: Readonly<Record<LookView["verdict"], Tone>> = {
  ...{ pass: "ok", marginal: "warn", fail: "bad", inconclusive: "warn" },
};

const BAD: ReadonlySet<string> = new Set(["High", "Low", "Error", "NodataFailMetric"]);

/** How a stage stands. */
export function stageVerdict(status: ExecutionStatus): Verdict {
  return { tone: STATUS_TONES[status], word: plainWord(status) };
}

/** How an execution stands; who wanted it back has nothing to worry about. */
export function standingVerdict(standing: string, status: ExecutionStatus): Verdict {
  const tone = status === "SUCCEEDED" ? "ok" : STANDING_TONES[standing] ?? "wait";
  return { tone, word: plainWord(standing) };
}

/** What a look came to. */
export function lookVerdict({ verdict }: LookView): Verdict {
  return { tone: LOOK_TONES[verdict], word: verdict };
}

/** How a metric of a look stands. */
export function metricVerdict({ classification }: LookMetric): Verdict {
  const tone = BAD.has(classification) ? "bad" : classification === "Pass" ? "ok" : "warn";
  return { tone, word: classification };
}

/** `score 97.5`, or that there is none. */
export function scoreWords({ score }: LookView): string {
  return score === null ? "no score" : `score ${Number(score.toFixed(1))}`;
}

/** Metrics of a look, those that decided first: bad ones, then critical ones. */
export function byWeight(metrics: readonly LookMetric[]): readonly LookMetric[] {
  const weight = ({ classification, critical }: LookMetric) =>
    (BAD.has(classification) ? 4 : classification === "Pass" ? 0 : 2) + (critical ? 1 : 0);
  return metrics.toSorted((one, other) => weight(other) - weight(one));
}

/** `25 %`, or `33.3 %`; `?` where nobody knows. */
export function percent(value: number | undefined): string {
  return value === undefined ? "?" : `${Number(value.toFixed(1))} %`;
}

/** `24.8 % (want 25 %)`: what a group gets, and what it should where that is another share. */
export function shareWords(
  { wantPercent, actualPercent }: Pick<DeployGroup, "wantPercent" | "actualPercent">,
): string {
  const want = percent(wantPercent);
  if (actualPercent === undefined) return want;
  const actual = percent(actualPercent);
  return actual === want ? want : `${actual} (want ${want})`;
}

/** A count for people: `41,208`. */
export function countWords(value: number): string {
  return String(Math.round(value)).replaceAll(/\B(?=(\d{3})+$)/g, ",");
}

/** `+0.21`: a change, with its direction. */
export function changeWords(value: number | null): string {
  return value === null ? "–" : `${value > 0 ? "+" : ""}${shortNumber(value)}`;
}

/** `0.18 to 0.24`; nothing where neither end is known. */
export function rangeWords([low, high]: LookMetric["ci"]): string {
  return low === null && high === null ? "–" : `${shortNumber(low)} to ${shortNumber(high)}`;
}

function shortNumber(value: number | null): string {
  return value === null ? "?" : String(Number(value.toPrecision(3)));
}

function plainWord(word: string): string {
  return word.toLowerCase().replace(/[-_]/g, " ");
}
