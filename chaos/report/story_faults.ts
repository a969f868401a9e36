import type { FaultView, TimelineEvent } from "@netops/core/contracts";
import type { KeptRun } from "../runner/mod.ts";
import type { Members } from "./members.ts";
import type { StoryFault } from "./run_story.ts";

type Draft = { -readonly [K in keyof StoryFault]: StoryFault[K] };

/** The faults of a run: as the run saw them, when the guardian saw them end, and what became of what was left. */
export function storyFaults(
  { progress, finished, events, fate }: KeptRun,
  { isRunning }: { readonly isRunning: boolean },
): StoryFault[] {
  const drafts = new Map<string, Draft>();
  for (const { kind, name = "", status, atMs, data = {} } of progress) {
    const id = String(data["id"] ?? "");
    if (kind === "fault-injected") {
      drafts.set(id, { id, activity: name, startedAtMs: atMs, ...injectedParts(data) });
    }
    const draft = kind === "fault-ended" ? drafts.get(id) : undefined;
    if (draft !== undefined) Object.assign(draft, { undone: status === "undone", endedAtMs: atMs });
  }
  for (const event of events) addEvent(drafts.get(event.subject), event);
  for (const { id, targets, undone, reason } of finished?.record.facts.faults ?? []) {
    const draft = drafts.get(id);
    if (draft === undefined) continue;
    Object.assign(draft, { targets, undone }, reason === undefined ? {} : { reason });
  }
  if (fate?.faults !== undefined) addFate(drafts, fate.faults);
  for (const draft of drafts.values()) {
    if (isRunning && draft.undone === undefined) draft.reason = "at work";
  }
  return [...drafts.values()];
}

function injectedParts(data: Members): Pick<StoryFault, "kind" | "targets" | "expiresAtMs"> {
  const { kind, targets, expiresAtMs } = data;
  return {
    kind: String(kind ?? "fault"),
    targets: Array.isArray(targets) ? targets.map(String) : [],
    ...(typeof expiresAtMs === "number" ? { expiresAtMs } : {}),
  };
}

/** The guardian's own times are nearer to what was done than those of the run that asked for it. */
function addEvent(draft: Draft | undefined, { kind, tsMs, data }: TimelineEvent): void {
  if (draft === undefined) return;
  if (kind === "fault.undone") {
    Object.assign(draft, { endedAtMs: tsMs, undone: true });
    if (typeof data["hits"] === "number") draft.hits = data["hits"];
  } else if (kind === "fault.injected") {
    const { targets, durationMs } = data;
    if (draft.targets.length === 0 && Array.isArray(targets)) draft.targets = targets.map(String);
    if (typeof durationMs === "number") draft.expiresAtMs ??= tsMs + durationMs;
  }
}

/** The guardian's journal knows faults that the run had no time to tell of, and forgets those that are over. */
function addFate(drafts: Map<string, Draft>, known: readonly FaultView[]): void {
  for (const fault of known) {
    const { id, kind, startedAtMs, expiresAtMs } = fault;
    const targets = fault.targets.map(({ instance }) => instance);
    const draft = drafts.get(id) ?? { id, kind, activity: "", targets, startedAtMs, expiresAtMs };
    drafts.set(id, draft);
    addEnd(draft, fault);
  }
  const ids = new Set(known.map(({ id }) => id));
  for (const draft of drafts.values()) if (!ids.has(draft.id)) draft.undone ??= true;
}

function addEnd(draft: Draft, { state, endedAtMs }: FaultView): void {
  if (state === "undone" || state === "not-injected") {
    draft.undone ??= true;
    if (endedAtMs !== undefined) draft.endedAtMs ??= endedAtMs;
  } else if (state === "undo-failed") {
    Object.assign(draft, { undone: false, reason: "its undo failed, and is tried again" });
  } else draft.reason ??= `the guardian's journal has it as ${state}`;
}
