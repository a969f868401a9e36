import { NetopsError } from "@netops/core";
import { HOME_NAMES, MARKER, readMark } from "./home_marker.ts";
import { join } from "./paths.ts";

/** Something that purging removes. */
export interface PurgePart {
  readonly path: string;
  readonly sizeBytes: number;
}

/**
 * What purging this home would remove: only what netops made, the marker last.
 *
 * @throws {NetopsError} REFUSED when netops never ran here but files with its names are there.
 */
export function purgeParts(home: string): readonly PurgePart[] {
  const mark = readMark(home);
  const names = [...HOME_NAMES, MARKER].filter((name) => !mark?.foreign.includes(name));
  const parts = names.map((name) => join(home, name)).flatMap((path) => {
    const sizeBytes = sizeOf(path);
    return sizeBytes === undefined ? [] : [{ path, sizeBytes }];
  });
  if (mark !== undefined || parts.length === 0) return parts;
  const found = parts.map((part) => part.path.slice(home.length + 1));
  throw new NetopsError(
    "REFUSED",
    `Cannot purge ${home} as netops never ran there: ${found.join(", ")} is not of netops`,
    { fix: "name the state folder of the run: netops down --purge --home DIR", details: { found } },
  );
}

/** Removes the parts, and the home itself when nothing else is in it. */
export function purgeHome(home: string, parts: readonly PurgePart[]): void {
  if (parts.length === 0) return;
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
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return undefined;
    }
    throw error;
  }
}
