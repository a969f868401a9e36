import type { ProgressEvent } from "../experiment/mod.ts";
import type { KeptRun } from "../runner/mod.ts";
import { type JournalEntry, probeOf } from "./journal_entries.ts";
import type { StoryCheck } from "./run_story.ts";

type CheckPhase = StoryCheck["phase"];

/** The checks of a run in order of time, with what their probes saw where a journal tells. */
export function storyChecks(
  { progress, finished }: KeptRun,
  entries: readonly (readonly JournalEntry[])[],
): StoryCheck[] {
  const facts = finished?.record.facts.checks ?? [];
  const rest = [...entries];
  const begun = new Map<string, number>();
  const checks: StoryCheck[] = [];
  for (const event of progress) {
    const { phase, atMs } = event;
    if (event.kind === "phase" && phase !== undefined) begun.set(phase, atMs);
    if (event.kind !== "check" || !isCheckPhase(phase)) continue;
    const startedAtMs = begun.get(phase) ?? atMs;
    const hasError = facts[checks.length]?.hasError === true;
    const probes = takeProbes(rest, { startedAtMs, endedAtMs: atMs });
    const isMet = event.isMet === true;
    checks.push({ phase, startedAtMs, endedAtMs: atMs, isMet, hasError, probes });
  }
  return checks;
}

/** The probes that ran within a check; journals round to the ms. */
function takeProbes(
  rest: (readonly JournalEntry[])[],
  { startedAtMs, endedAtMs }: Pick<StoryCheck, "startedAtMs" | "endedAtMs">,
): StoryCheck["probes"] {
  const at = rest.findIndex(([first]) =>
    first !== undefined && first.startedAtMs >= startedAtMs - 1 &&
    first.startedAtMs <= endedAtMs + 1
  );
  return at < 0 ? [] : (rest.splice(at, 1)[0] ?? []).map(probeOf);
}

function isCheckPhase(phase: ProgressEvent["phase"]): phase is CheckPhase {
  return phase === "before" || phase === "during" || phase === "after";
}
