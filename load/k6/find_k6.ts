import { PINNED_K6 } from "./k6_version.ts";

/** Where a k6 may be, in the order in which it is looked for. */
export interface K6Places {
  /** As `--k6` names it. */
  readonly flag?: string;
  /** As `NETOPS_K6` names it. */
  readonly variable?: string;
  /** `PATH`. */
  readonly searchPath: string;
  /** The home of the platform; `load install` puts a link into its `bin`. */
  readonly home?: string;
  /** The user's folder for caches; `load install` keeps what it got there. */
  readonly cacheDir?: string;
  readonly cwd: string;
}

/** Finds a program as a shell would. */
export type FindProgram = (
  name: string,
  searchPath: string,
  cwd: string,
) => string | undefined;

/** A k6 that was looked for: where it is, or what was named and is not there. */
export type K6Search =
  | { readonly kind: "found"; readonly path: string; readonly by: string }
  | { readonly kind: "named-missing"; readonly name: string; readonly by: string }
  | { readonly kind: "missing" };

/**
 * Looks for k6: `--k6`, `NETOPS_K6`, `PATH`, `.netops/bin`, then what `load install` keeps for the user.
 * What is named and not there ends the search: nobody wants another one than the one that was named.
 */
export function findK6(places: K6Places, findProgram: FindProgram): K6Search {
  const { flag, variable, searchPath, home, cacheDir, cwd } = places;
  const named = [["--k6", flag], ["NETOPS_K6", variable]] as const;
  for (const [by, name] of named) {
    if (name === undefined || name === "") continue;
    const path = findProgram(name, searchPath, cwd);
    return path === undefined ? { kind: "named-missing", name, by } : { kind: "found", path, by };
  }
  const rest = [
    ["PATH", "k6"],
    [".netops/bin", home === undefined ? undefined : `${home}/bin/k6`],
    ["the cache", cacheDir === undefined ? undefined : keptK6(cacheDir)],
  ] as const;
  for (const [by, name] of rest) {
    const path = name === undefined ? undefined : findProgram(name, searchPath, cwd);
    if (path !== undefined) return { kind: "found", path, by };
  }
  return { kind: "missing" };
}

/** Where `load install` keeps the pinned k6 for all projects of a user. */
export function keptK6(cacheDir: string): string {
  return `${cacheDir}/netops-tools/k6-${PINNED_K6}/bin/k6`;
}
