import type { RunStory } from "./run_story.ts";
import { durationWords } from "./words.ts";

/** How a thing changed from the older run to the newer. */
export type Change = "better" | "worse" | "same" | "different";

/** One thing that two runs have. */
export interface ComparedRow {
  readonly what: string;
  /** In the run that is compared with. */
  readonly before: string;
  /** In the run that is looked at. */
  readonly after: string;
  readonly change: Change;
}

/** Two runs side by side. */
export interface Comparison {
  readonly schema: "netops.comparison/v1";
  readonly id: string;
  readonly vs: string;
  readonly title: string;
  /** Whether both had the same experiment and seed, so that they drew the same targets. */
  readonly isSamePlan: boolean;
  readonly rows: readonly ComparedRow[];
}

/** From best to worst. */
const VERDICTS = [
  "held",
  "inconclusive",
  "refused",
  "interrupted",
  "cut off",
  "deviated",
  "failed",
];
/** Smaller differences of times are noise. */
const NOISE_RATIO = 0.1;
const NOISE_MS = 100;

/** Compares a run with another one; `after` is the one that is looked at. */
export function compareRuns(after: RunStory, before: RunStory): Comparison {
  return {
    ...{ schema: "netops.comparison/v1", id: after.id, vs: before.id, title: after.title },
    isSamePlan: after.planHash !== undefined && after.planHash === before.planHash,
    rows: [
      verdictRow(after, before),
      reasonRow(after, before),
      checkRow(after, before),
      ...probeRows(after, before),
      recoveryRow(after, before),
      undoRow(after, before),
      ...hitRows(after, before),
      deathRow(after, before),
    ],
  };
}

function verdictRow({ verdict: after }: RunStory, { verdict: before }: RunStory): ComparedRow {
  const change = byOrder(VERDICTS.indexOf(before.name), VERDICTS.indexOf(after.name));
  return { what: "verdict", before: before.name, after: after.name, change };
}

function reasonRow({ verdict: after }: RunStory, { verdict: before }: RunStory): ComparedRow {
  const change = after.reason === before.reason ? "same" : "different";
  return { what: "reason", before: before.reason, after: after.reason, change };
}

function checkRow(after: RunStory, before: RunStory): ComparedRow {
  const [old, now] = [metOf(before), metOf(after)];
  const words = ({ met, all }: typeof old) => `${met} of ${all}`;
  const change = byOrder(1 - old.ratio, 1 - now.ratio);
  return { what: "checks met", before: words(old), after: words(now), change };
}

function metOf({ checks }: RunStory) {
  const met = checks.filter(({ isMet }) => isMet).length;
  return { met, all: checks.length, ratio: checks.length === 0 ? 0 : met / checks.length };
}

/** How long each probe took while the method ran, in the middle. */
function probeRows(after: RunStory, before: RunStory): ComparedRow[] {
  const [old, now] = [probeTimes(before), probeTimes(after)];
  return [...now].flatMap(([name, afterMs]) => {
    const beforeMs = old.get(name);
    if (beforeMs === undefined) return [];
    const what = `"${name}" beside the method, median`;
    return [timeRow(what, beforeMs, afterMs)];
  });
}

function probeTimes({ checks }: RunStory): Map<string, number> {
  const times = new Map<string, number[]>();
  for (const { phase, probes } of checks) {
    for (const { name, durationMs } of phase === "during" ? probes : []) {
      if (durationMs !== undefined) times.set(name, [...times.get(name) ?? [], durationMs]);
    }
  }
  return new Map([...times].map(([name, list]) => [name, medianOf(list)]));
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle) - 1] ?? 0)) / 2;
}

function recoveryRow({ recovery: after }: RunStory, { recovery: before }: RunStory): ComparedRow {
  const what = "recovered after";
  const words = (one: RunStory["recovery"]) =>
    one === undefined
      ? "not measured"
      : one.recoveryMs === undefined
      ? "never"
      : durationWords(one.recoveryMs);
  if (after === undefined || before === undefined) {
    const change = after === before ? "same" : "different";
    return { what, before: words(before), after: words(after), change };
  }
  const row = timeRow(what, before.recoveryMs ?? Infinity, after.recoveryMs ?? Infinity);
  return { ...row, before: words(before), after: words(after) };
}

function undoRow(after: RunStory, before: RunStory): ComparedRow {
  const leftOf = ({ faults }: RunStory) => faults.filter(({ undone }) => undone !== true).length;
  const words = (story: RunStory) => {
    const { length } = story.faults;
    return length === 0 ? "no fault" : `${length - leftOf(story)} of ${length}`;
  };
  const change = byOrder(leftOf(before), leftOf(after));
  return { what: "faults undone", before: words(before), after: words(after), change };
}

/** What faults hit is no virtue: it says how much was tried. */
function hitRows(after: RunStory, before: RunStory): ComparedRow[] {
  const [old, now] = [hitsOf(before), hitsOf(after)];
  return [...new Set([...old.keys(), ...now.keys()])].map((kind) => {
    const words = (hits: Map<string, number>) => String(hits.get(kind) ?? "not counted");
    const change = old.get(kind) === now.get(kind) ? "same" : "different";
    return { what: `hits of ${kind}`, before: words(old), after: words(now), change };
  });
}

function hitsOf({ faults }: RunStory): Map<string, number> {
  const hits = new Map<string, number>();
  for (const { kind, hits: own } of faults) {
    if (own !== undefined) hits.set(kind, (hits.get(kind) ?? 0) + own);
  }
  return hits;
}

function deathRow(after: RunStory, before: RunStory): ComparedRow {
  const badOf = ({ happenings }: RunStory) =>
    happenings.filter(({ tone }) => tone === "bad").length;
  const [old, now] = [badOf(before), badOf(after)];
  const change = byOrder(old, now);
  return { what: "trouble the platform told of", before: String(old), after: String(now), change };
}

function timeRow(what: string, beforeMs: number, afterMs: number): ComparedRow {
  const isNoise = beforeMs === afterMs ||
    Math.abs(afterMs - beforeMs) <= Math.max(NOISE_MS, NOISE_RATIO * Math.min(beforeMs, afterMs));
  const change = isNoise ? "same" : byOrder(beforeMs, afterMs);
  return { what, before: durationWords(beforeMs), after: durationWords(afterMs), change };
}

/** Lower is better. */
function byOrder(before: number, after: number): Change {
  if (before === after) return "same";
  return after < before ? "better" : "worse";
}
