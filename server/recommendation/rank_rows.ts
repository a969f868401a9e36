import type { CatalogTitle, RowTitle, TitleRow } from "@netops/core/contracts";
import type { ViewingState, WatchedTitle } from "./viewing_state.ts";

/** What rows are made of. */
export interface RowsInput {
  /** What may be shown, in the order of the catalogue. */
  readonly titles: readonly CatalogTitle[];
  /** Undefined for somebody of whom nothing is known. */
  readonly state: ViewingState | undefined;
  /** Title → how much it is watched now. */
  readonly popularity: ReadonlyMap<string, number>;
  readonly nowMs: number;
}

const MOST_IN_ROW = 20;
const MOST_BECAUSE = 2;
/** Below this share nobody began, above the other one nobody has anything left to see. */
const BEGUN_RATIO = 0.03;
const SEEN_RATIO = 0.95;
/** A session that said nothing for so long is no longer on a screen. */
const PLAYING_MS = 300_000;

/**
 * Makes the rows of one profile: what it is in the middle of, what is like what it watched, what is
 * popular, what is new, what it may want to see again. A row without titles is left out.
 */
export function rankRows(input: RowsInput): TitleRow[] {
  const watched = input.state?.watched ?? [];
  return [
    continueRow(input, watched),
    ...becauseRows(input, watched),
    row("popular", "Popular now", popularFirst(input.titles, input.popularity)),
    row("new", "New", input.titles.toSorted((a, b) => b.year - a.year)),
    againRow(input, watched),
  ].filter(({ titles }) => titles.length > 0);
}

function continueRow(input: RowsInput, watched: readonly WatchedTitle[]): TitleRow {
  const begun = watched.filter((each) => isBegun(each, input.nowMs));
  return row("continue", "Continue watching", withPositions(input.titles, begun));
}

function againRow(input: RowsInput, watched: readonly WatchedTitle[]): TitleRow {
  const seen = watched.filter((each) => ratioOf(each) >= SEEN_RATIO);
  const titles = withPositions(input.titles, seen);
  return row("again", "Watch again", titles.map(({ positionMs: _, ...title }) => title));
}

/** In the middle of it: begun and not seen to its end, or on a screen right now. */
function isBegun(watched: WatchedTitle, nowMs: number): boolean {
  const ratio = ratioOf(watched);
  if (ratio >= SEEN_RATIO) return false;
  return ratio > BEGUN_RATIO || (watched.isPlaying && nowMs - watched.tsMs < PLAYING_MS);
}

function ratioOf({ positionMs, durationMs }: WatchedTitle): number {
  return durationMs > 0 ? positionMs / durationMs : 0;
}

function withPositions(
  titles: readonly CatalogTitle[],
  watched: readonly WatchedTitle[],
): RowTitle[] {
  const byId = new Map(titles.map((title) => [title.id, title]));
  return watched.flatMap(({ titleId, positionMs, durationMs }) => {
    const title = byId.get(titleId);
    return title === undefined ? [] : [{ ...title, positionMs, durationMs }];
  });
}

/**
 * One row for each of the titles watched last that has relatives; no title stands in two of them. What is
 * begun or seen is in none: it has rows of its own, and nobody wants to be told of what was just seen.
 */
function becauseRows(input: RowsInput, watched: readonly WatchedTitle[]): TitleRow[] {
  const rows: TitleRow[] = [];
  const taken = new Set(
    watched.filter((each) => isBegun(each, input.nowMs) || ratioOf(each) >= SEEN_RATIO)
      .map(({ titleId }) => titleId),
  );
  for (const { titleId } of watched) {
    const source = input.titles.find(({ id }) => id === titleId);
    if (source === undefined) continue;
    const relatives = relativesOf(source, input).filter(({ id }) => !taken.has(id));
    if (relatives.length === 0) continue;
    for (const { id } of relatives) taken.add(id);
    rows.push(row(`because-${titleId}`, `Because you watched ${source.title}`, relatives));
    if (rows.length === MOST_BECAUSE) break;
  }
  return rows;
}

/** Titles that share a genre, those that share more first, then the popular ones. */
function relativesOf(source: CatalogTitle, input: RowsInput): CatalogTitle[] {
  const shared = ({ genres }: CatalogTitle) =>
    genres.filter((genre) => source.genres.includes(genre)).length;
  return popularFirst(input.titles, input.popularity)
    .filter((title) => title.id !== source.id && shared(title) > 0)
    .sort((a, b) => shared(b) - shared(a));
}

function popularFirst(
  titles: readonly CatalogTitle[],
  popularity: ReadonlyMap<string, number>,
): CatalogTitle[] {
  const score = ({ id }: CatalogTitle) => popularity.get(id) ?? 0;
  return titles.toSorted((a, b) => score(b) - score(a));
}

function row(id: string, title: string, titles: readonly RowTitle[]): TitleRow {
  return { id, title, titles: titles.slice(0, MOST_IN_ROW) };
}
