import type { GroupEntry } from "../keeper/end_groups.ts";

/** What stands in a journal: the run, and the groups that were running when it was last written. */
export interface GroupJournalContent {
  readonly runId: string;
  readonly groups: readonly GroupEntry[];
}

/**
 * Notes every process group in `<home>/groups.jsonl`, so that they can be ended after fleet and
 * keeper were both killed. Appending is enough: the reader folds the lines.
 */
export class GroupJournal {
  readonly #path: string;
  /** Lines that could not be written, as on a full disk. */
  lostLines = 0;

  /** Begins a journal of a run at `path`; an old one is replaced. */
  constructor(path: string, runId: string) {
    this.#path = path;
    this.#write({ type: "run", runId }, { create: true, truncate: true });
  }

  /** Notes that a group runs. */
  added(entry: GroupEntry): void {
    this.#write({ type: "add", pid: entry.pid, startMark: entry.startMark }, { append: true });
  }

  /** Notes that a group is gone. */
  removed(pid: number): void {
    this.#write({ type: "remove", pid }, { append: true });
  }

  #write(line: Record<string, unknown>, options: Deno.WriteFileOptions & { truncate?: boolean }) {
    try {
      Deno.writeTextFileSync(this.#path, `${JSON.stringify(line)}\n`, { ...options, mode: 0o600 });
    } catch {
      // The keeper and the environment of the processes still know them; doctor shows the count.
      this.lostLines++;
    }
  }
}

/** Reads a journal; undefined when there is none. A torn last line is passed over. */
export function readGroupJournal(path: string): GroupJournalContent | undefined {
  let text: string;
  try {
    text = Deno.readTextFileSync(path);
  } catch {
    return undefined;
  }
  const groups = new Map<number, GroupEntry>();
  let runId = "";
  for (const line of text.split("\n")) {
    const entry = parseLine(line);
    if (entry?.type === "run") runId = String(entry["runId"]);
    const pid = Number(entry?.["pid"]);
    // Signals to 0, 1 and -1 reach ourselves, init or everybody: no damaged line may name them.
    if (!Number.isSafeInteger(pid) || pid <= 1) continue;
    if (entry?.type === "add") groups.set(pid, { pid, startMark: String(entry["startMark"]) });
    if (entry?.type === "remove") groups.delete(pid);
  }
  return { runId, groups: [...groups.values()] };
}

function parseLine(line: string): Record<string, unknown> & { type?: unknown } | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
