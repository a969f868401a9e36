import type { FaultRecord, KnownFault } from "./fault_record.ts";
import { isOpen } from "./fault_record.ts";

/** The file below the guardian's data folder in which every fault is noted before it is done. */
export const JOURNAL_FILE = "journal.jsonl";

/** One line of the journal. */
export type JournalLine =
  /** Written and on the disk before anything is done. */
  | { readonly type: "intent"; readonly record: FaultRecord }
  | {
    readonly type: "state";
    readonly id: string;
    readonly state: KnownFault["state"];
    readonly atMs: number;
    readonly reason?: string;
  }
  | { readonly type: "lever"; readonly lever: Lever; readonly atMs: number };

/** With `stopped` no fault is taken. */
export type Lever = "armed" | "stopped";

/** What a journal says when all its lines were read. */
export interface JournalContent {
  readonly faults: readonly KnownFault[];
  readonly lever: Lever;
  /** Lines that could not be read: the last one, if the disk was full or the power went. */
  readonly tornLines: number;
}

/** Folds the lines of a journal. Pure: the guardian, the keeper and `chaos panic` read the same. */
export function readJournal(text: string): JournalContent {
  const faults = new Map<string, KnownFault>();
  let lever: Lever = "armed";
  let tornLines = 0;
  for (const row of text.split("\n")) {
    if (row === "") continue;
    const line = parseLine(row);
    if (line === undefined) tornLines++;
    else if (line.type === "lever") lever = line.lever;
    else if (line.type === "intent") {
      faults.set(line.record.id, { record: line.record, state: "injecting", hits: 0, left: [] });
    } else {
      const fault = faults.get(line.id);
      if (fault !== undefined) applyState(fault, line);
    }
  }
  return { faults: [...faults.values()], lever, tornLines };
}

function applyState(fault: KnownFault, line: Extract<JournalLine, { type: "state" }>): void {
  fault.state = line.state;
  if (line.reason !== undefined) fault.endReason = line.reason;
  if (isOpen(fault)) delete fault.endedAtMs;
  else fault.endedAtMs = line.atMs;
}

function parseLine(row: string): JournalLine | undefined {
  try {
    const line = JSON.parse(row) as JournalLine;
    return ["intent", "state", "lever"].includes(line.type) ? line : undefined;
  } catch {
    return undefined;
  }
}

/** The lines that say the same as `content`, without what is over: what a new journal begins with. */
export function compactLines({ faults, lever }: JournalContent, nowMs: number): JournalLine[] {
  const open = faults.filter(isOpen);
  return [
    { type: "lever", lever, atMs: nowMs },
    ...open.flatMap(({ record, state, endReason }): JournalLine[] => [
      { type: "intent", record },
      {
        type: "state",
        ...{ id: record.id, state, atMs: nowMs },
        ...(endReason === undefined ? {} : { reason: endReason }),
      },
    ]),
  ];
}
