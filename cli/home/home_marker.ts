import { NetopsError } from "@netops/core";
import { join } from "./paths.ts";

/** The file that says that netops made its names in this folder. */
export const MARKER = ".netops-home";

/** The other names that netops writes into a home. */
export const HOME_NAMES: readonly string[] = [
  "data",
  "artifacts",
  "logs",
  "reports",
  "fleet.db",
  "fleet.db-wal",
  "fleet.db-shm",
  "groups.jsonl",
  "last_boot.json",
  "run.json",
  "lock",
  ".gitignore",
];

/** What a marker says. */
export interface HomeMark {
  readonly schema: "netops.home/v1";
  /** Names of ours that were there before netops: somebody else's, and never removed. */
  readonly foreign: readonly string[];
}

/** Marks a folder as a home, once, and notes which of our names somebody else had made. */
export function markHome(home: string): void {
  if (readMark(home) !== undefined) return;
  const foreign = HOME_NAMES.filter((name) => isThere(join(home, name)));
  const mark: HomeMark = { schema: "netops.home/v1", foreign };
  Deno.writeTextFileSync(join(home, MARKER), `${JSON.stringify(mark)}\n`, { createNew: true });
}

/**
 * The mark of a home; a fleet.db without one is of a run older than marks. Undefined when this is
 * no home of ours.
 *
 * @throws {NetopsError} REFUSED when the marker cannot be read.
 */
export function readMark(home: string): HomeMark | undefined {
  const path = join(home, MARKER);
  try {
    const mark = JSON.parse(Deno.readTextFileSync(path)) as HomeMark;
    if (mark.schema === "netops.home/v1" && Array.isArray(mark.foreign)) return mark;
  } catch (error) {
    const isAbsent = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.NotADirectory;
    if (isAbsent) return isThere(join(home, "fleet.db")) ? olderMark() : undefined;
    if (error instanceof Deno.errors.PermissionDenied) throw error;
  }
  throw new NetopsError("REFUSED", `Cannot tell what netops made in ${home}: ${path} is broken`, {
    fix: `look at the folder, then remove what you do not need: ls -la ${home}`,
  });
}

function olderMark(): HomeMark {
  return { schema: "netops.home/v1", foreign: [] };
}

function isThere(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return false;
    }
    throw error;
  }
}
