import { failureWords, shortWords as short, type ValueMap } from "../experiment/mod.ts";
import type { KeptRun } from "../runner/mod.ts";
import { membersOf } from "./members.ts";
import type { StoryProbe } from "./run_story.ts";

/** An activity as a journal has it. */
export interface JournalEntry {
  readonly name: string;
  readonly status: string;
  readonly startedAtMs: number;
  readonly durationMs?: number;
  /** What it saw or why it saw nothing, in a few words. */
  readonly seen: string;
  /** Why it failed. */
  readonly reason?: string;
  readonly isMet: boolean;
}

/** What a report takes from a journal. */
export interface JournalEntries {
  /** Probes of each check, in order of time. */
  readonly checks: readonly (readonly JournalEntry[])[];
  readonly method: readonly JournalEntry[];
  readonly rollbacks: readonly JournalEntry[];
}

/** Reads the journal of a run; empty where there is none. */
export function journalEntries({ finished }: Pick<KeptRun, "finished">): JournalEntries {
  const journal = membersOf(parse(finished?.journal) ?? finished?.record.journal);
  const states = membersOf(journal["steady_states"]);
  const during = listOf(states["during"]);
  const checks = [states["before"], ...during, states["after"]]
    .map((state) => listOf(membersOf(state)["probes"]).map(entryOf))
    .filter((probes) => probes.length > 0)
    .sort((one, other) => (one[0]?.startedAtMs ?? 0) - (other[0]?.startedAtMs ?? 0));
  return {
    checks,
    method: listOf(journal["run"]).map(entryOf),
    rollbacks: listOf(journal["rollbacks"]).map(entryOf),
  };
}

/** A probe of the hypothesis out of its entry. */
export function probeOf({ name, isMet, seen, durationMs }: JournalEntry): StoryProbe {
  return { name, isMet, seen, ...(durationMs === undefined ? {} : { durationMs }) };
}

function entryOf(value: unknown): JournalEntry {
  const entry = membersOf(value);
  const { duration } = entry;
  const status = String(entry["status"] ?? "unfinished");
  const reason = failureWords(entry as ValueMap);
  return {
    name: String(membersOf(entry["activity"])["name"] ?? ""),
    status,
    startedAtMs: Date.parse(String(entry["start"] ?? "")) || 0,
    ...(typeof duration === "number" ? { durationMs: Math.round(duration * 1000) } : {}),
    seen: reason ?? seenWords(entry["output"]),
    ...(reason === undefined ? {} : { reason }),
    isMet: entry["tolerance_met"] === true,
  };
}

function seenWords(output: unknown): string {
  if (output === null || output === undefined) return "nothing";
  const { status, body } = membersOf(output);
  if (typeof status === "number") {
    return short(body === undefined ? `status ${status}` : `status ${status}, ${plain(body)}`);
  }
  return short(plain(output));
}

function plain(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value) ?? "";
}

function parse(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // Python writes NaN and Infinity, which JSON does not have; the record holds the same.
    return undefined;
  }
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
