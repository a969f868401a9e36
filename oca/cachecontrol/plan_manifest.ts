import type { HeldTitle } from "@netops/core/contracts";

/** A title as the plan sees it. */
export interface PlannedTitle extends HeldTitle {
  readonly sizeBytes: number;
  /** The larger, the more it is watched. */
  readonly score: number;
}

/** An OCA as the plan sees it. */
export interface PlannedOca {
  readonly oca: string;
  readonly region: string;
  /** The disk that titles may take. */
  readonly budgetBytes: number;
  readonly held: readonly HeldTitle[];
}

/** Every title has at least so many copies in each region, where there are so many OCAs with room. */
export const COPIES = 2;

interface Shelf {
  readonly oca: PlannedOca;
  readonly titles: Set<PlannedTitle>;
  readonly held: ReadonlySet<string>;
  freeBytes: number;
}

/**
 * Plans which OCA should hold which title, the most popular first; the same input gives the same plan.
 *
 * First every title gets {@linkcode COPIES} copies in each region, in the order of popularity, where it
 * is held already if that can be and else by rendezvous hashing; then what room is left takes further
 * copies, popular titles first. So while everything fits, everything is everywhere.
 * Source: Open Connect, placement by popularity with a number of copies; Thaler, Ravishankar 1998.
 */
export function planManifests(
  titles: readonly PlannedTitle[],
  ocas: readonly PlannedOca[],
): Map<string, PlannedTitle[]> {
  const ranked = [...titles].sort(byPopularity);
  const plan = new Map<string, PlannedTitle[]>();
  for (const region of new Set(ocas.map((oca) => oca.region))) {
    const shelves = ocas.filter((oca) => oca.region === region).map(emptyShelf);
    for (const title of ranked) placeCopies(title, shelves, COPIES);
    for (const title of ranked) placeCopies(title, shelves, shelves.length);
    for (const { oca, titles: placed } of shelves) {
      plan.set(oca.oca, ranked.filter((title) => placed.has(title)));
    }
  }
  return plan;
}

/** Names one version of a title. */
export function titleKey({ titleId, version }: HeldTitle): string {
  return `${titleId}/${version}`;
}

function emptyShelf(oca: PlannedOca): Shelf {
  const held = new Set(oca.held.map(titleKey));
  return { oca, titles: new Set(), held, freeBytes: oca.budgetBytes };
}

/** Places copies until there are `copies` of the title, as far as there is room. */
function placeCopies(title: PlannedTitle, shelves: readonly Shelf[], copies: number): void {
  let placed = shelves.filter((shelf) => shelf.titles.has(title)).length;
  if (placed >= copies) return;
  const key = titleKey(title);
  const open = shelves
    .filter((shelf) => !shelf.titles.has(title) && shelf.freeBytes >= title.sizeBytes)
    .sort((left, right) =>
      Number(right.held.has(key)) - Number(left.held.has(key)) ||
      weightOf(right.oca.oca, key) - weightOf(left.oca.oca, key) ||
      (left.oca.oca < right.oca.oca ? -1 : 1)
    );
  for (const shelf of open) {
    if (placed++ >= copies) return;
    shelf.titles.add(title);
    shelf.freeBytes -= title.sizeBytes;
  }
}

function byPopularity(left: PlannedTitle, right: PlannedTitle): number {
  return right.score - left.score || (titleKey(left) < titleKey(right) ? -1 : 1);
}

/** FNV-1a over both names: every OCA weighs every title in its own way. */
function weightOf(oca: string, key: string): number {
  let hash = 0x811c9dc5;
  for (const char of `${oca} ${key}`) {
    hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  }
  // The last bits of the names alone would else decide.
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}
