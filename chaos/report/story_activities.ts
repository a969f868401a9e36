import type { KeptRun } from "../runner/mod.ts";
import type { JournalEntries } from "./journal_entries.ts";
import type { StoryActivity } from "./run_story.ts";

type Draft = { -readonly [K in keyof StoryActivity]: StoryActivity[K] };

/** The activities that were begun, in order, with why they failed where a journal tells. */
export function storyActivities(
  { progress }: Pick<KeptRun, "progress">,
  { entries, isRunning }: {
    readonly entries: Pick<JournalEntries, "method" | "rollbacks">;
    readonly isRunning: boolean;
  },
): StoryActivity[] {
  const drafts: Draft[] = [];
  for (const { kind, phase, name = "", status, atMs } of progress) {
    if (phase !== "method" && phase !== "rollbacks") continue;
    if (kind === "activity-started") {
      drafts.push({ phase, name, status: isRunning ? "running" : "unfinished", startedAtMs: atMs });
    }
    if (kind !== "activity-ended") continue;
    const draft = drafts.find((one) =>
      one.phase === phase && one.name === name && one.endedAtMs === undefined
    );
    if (draft !== undefined) {
      Object.assign(draft, { status: status ?? "unfinished", endedAtMs: atMs });
    }
  }
  for (const phase of ["method", "rollbacks"] as const) {
    const own = drafts.filter((draft) => draft.phase === phase);
    entries[phase].forEach(({ reason }, at) => {
      const draft = own[at];
      if (draft !== undefined && reason !== undefined) draft.reason = reason;
    });
  }
  return drafts;
}
