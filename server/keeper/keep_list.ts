import type { KeeperLine } from "@netops/core/contracts";
import type { GroupEntry } from "./end_groups.ts";

/** What the keeper knows: which groups run, and what to remove after them. */
export class KeepList {
  readonly #groups = new Map<number, GroupEntry>();
  /** The run that the groups belong to. */
  runId = "";
  /** Files to remove when fleet is gone. */
  files: readonly string[] = [];
  /** Whether fleet said that everything ended in order. */
  dismissed = false;

  /** Takes one line of fleet. */
  take(line: Exclude<KeeperLine, { type: "ping" }>): void {
    if (line.type === "add") this.#groups.set(line.pid, line);
    else if (line.type === "remove") this.#groups.delete(line.pid);
    else if (line.type === "bye") this.dismissed = true;
    else {
      this.runId = line.runId;
      this.files = line.files;
    }
  }

  /** The groups that run now. */
  get groups(): GroupEntry[] {
    return [...this.#groups.values()];
  }
}
