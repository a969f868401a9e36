import { dirname, join, relative } from "node:path";

const ROOT = new URL("../../", import.meta.url).pathname;

/** Where a file stands in the house. */
export interface Place {
  /** Path from the root of the repository, `server/fleet/main.ts`. */
  readonly path: string;
  /** First folder of the path, or "" for files at the root. */
  readonly folder: string;
  /** Second folder of the path, or "". */
  readonly room: string;
  readonly isTest: boolean;
  /** True for folders that may look in through any door and that nobody looks at. */
  readonly isGarden: boolean;
}

const GARDEN = ["tests", "bench", "docs", "examples", "tools"];

/** Places a file name, absolute or from the root. */
export function placeOf(filename: string): Place {
  const path = filename.startsWith("/") ? relative(ROOT, filename) : filename;
  const [folder = "", room = ""] = path.split("/").slice(0, -1);
  return {
    path,
    folder,
    room,
    isTest: /(_(test|bench|contract|fakes|rig)|\/((test|scripted|fake)_\w+|testing))\.tsx?$/.test(
      path,
    ),
    isGarden: GARDEN.includes(folder),
  };
}

/** The path from the root that a relative import means; undefined for a bare one. */
export function targetOf(place: Place, specifier: string): string | undefined {
  return specifier.startsWith(".") ? join(dirname(place.path), specifier) : undefined;
}

/** Says whether a file lies in one of the folders, each written `core/host`. */
export function isBelow(place: Place, folders: readonly string[]): boolean {
  return folders.some((folder) => place.path.startsWith(`${folder}/`));
}
