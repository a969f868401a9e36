import { join } from "./paths.ts";

/** Everything that netops writes into a home; anything else in it is somebody else's and stays. */
const OURS = [
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

/** Something that purging removes. */
export interface PurgePart {
  readonly path: string;
  readonly sizeBytes: number;
}

/** What purging this home would remove. */
export function purgeParts(home: string): readonly PurgePart[] {
  return OURS.map((name) => join(home, name)).flatMap((path) => {
    const sizeBytes = sizeOf(path);
    return sizeBytes === undefined ? [] : [{ path, sizeBytes }];
  });
}

/** Removes the parts, and the home itself when nothing else is in it. */
export function purgeHome(home: string, parts: readonly PurgePart[]): void {
  for (const part of parts) Deno.removeSync(part.path, { recursive: true });
  try {
    Deno.removeSync(home);
  } catch {
    // Not empty: somebody else keeps something there.
  }
}

function sizeOf(path: string): number | undefined {
  try {
    const info = Deno.lstatSync(path);
    if (!info.isDirectory) return info.size;
    let sum = 0;
    for (const entry of Deno.readDirSync(path)) sum += sizeOf(join(path, entry.name)) ?? 0;
    return sum;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
