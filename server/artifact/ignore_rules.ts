import type { IgnorePattern } from "./ignore_pattern.ts";

/** The patterns of one file, and where it stands. */
export interface IgnoreRules {
  /** Path of the folder of the file, from the top folder; "" is the top, else it ends with "/". */
  readonly base: string;
  readonly patterns: readonly IgnorePattern[];
}

/** What is asked about. */
export interface IgnoreItem {
  /** From the top folder. */
  readonly path: string;
  readonly isFolder: boolean;
}

/**
 * Says whether the patterns ignore a path; the last match of the last rules decides.
 *
 * Whether a parent folder is ignored is not asked here: who
 * walks does not enter it.
 */
export function isIgnored(rules: readonly IgnoreRules[], item: IgnoreItem): boolean {
  const { path, isFolder } = item;
  for (const { base, patterns } of rules.toReversed()) {
    if (!path.startsWith(base)) continue;
    const inside = path.slice(base.length);
    const match = patterns.findLast((pattern) =>
      (isFolder || !pattern.foldersOnly) && pattern.regex.test(inside)
    );
    if (match !== undefined) return !match.negated;
  }
  return false;
}
