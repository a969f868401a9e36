import type { CatalogTitle, RowTitle, TitleRow } from "@netops/core/contracts";

/** A row as it is drawn. */
export interface BrowseRow {
  readonly id: string;
  readonly title: string;
  readonly titles: readonly RowTitle[];
  /** `wide` cards take a third of the width each, as a small catalogue has room; `strip` scrolls. */
  readonly layout: "wide" | "strip";
}

/** What the browse page shows: one title in front, rows of cards, and the rest as a list of links. */
export interface BrowseDesign {
  readonly hero: RowTitle | undefined;
  readonly rows: readonly BrowseRow[];
  /** Rows that show nothing new: in a small catalogue every genre is one title. */
  readonly guide: readonly BrowseRow[];
}

const WIDE_AT_MOST = 3;
/** The row of recommendation that holds what was seen to its end. */
const AGAIN_ROW = "again";

/** From this many titles on every row is worth its pictures, although each title is in several. */
const SMALL_CATALOGUE = 8;

/** Titles with fewer seconds watched, or nearly at the end, are not in the middle of anything. */
const LEAST_POSITION_MS = 1_000;
const END_RATIO = 0.97;

/**
 * Arranges rows for the eye. What a profile is in the middle of comes first; empty rows go, and rows
 * that repeat one above them. In a small catalogue a row without anything new becomes an entry of the
 * guide, so that three titles look like a programme and not like a warehouse.
 */
export function designBrowse(rows: readonly TitleRow[]): BrowseDesign {
  const filled = rows.filter((row) => row.titles.length > 0);
  const continued = filled.filter(isContinueRow);
  const others = filled.filter((row) => !isContinueRow(row));
  const isSmall = idsOf(others).size < SMALL_CATALOGUE;
  const [shown, guide]: [TitleRow[], TitleRow[]] = [[], []];
  for (const row of others) {
    if (shown.some((above) => isSame(row, above))) continue;
    const seen = idsOf(shown);
    const isNew = row.titles.some(({ id }) => !seen.has(id));
    // A row of one card is a line of the guide, unless it is all there is.
    const isWorthIt = isNew && (row.titles.length > 1 || others.length === 1);
    (isWorthIt || !isSmall ? shown : guide).push(row);
  }
  return {
    hero: heroOf([...shown, ...guide], touchedIn(filled)) ?? continued[0]?.titles[0],
    rows: [...continued, ...shown].map((row) => layOut(row, isSmall)),
    guide: guide.map((row) => layOut(row, isSmall)),
  };
}

/**
 * Something to begin: what is begun has a row of its own, and what is finished was seen. When everything
 * was seen it is what is begun, and else the first.
 */
function heroOf(rows: readonly TitleRow[], touched: Touched): RowTitle | undefined {
  const titles = rows.flatMap((row) => row.titles);
  return titles.find(({ id }) => !touched.begun.has(id) && !touched.finished.has(id)) ??
    titles.find(({ id }) => touched.begun.has(id)) ?? titles[0];
}

/** What a profile began and what it finished; only some rows say how far it is. */
interface Touched {
  readonly begun: ReadonlySet<string>;
  readonly finished: ReadonlySet<string>;
}

function touchedIn(rows: readonly TitleRow[]): Touched {
  const begun = new Set<string>();
  const finished = new Set<string>();
  for (const row of rows) {
    for (const title of row.titles) {
      if (isStarted(title)) begun.add(title.id);
      if (isFinished(title) || row.id === AGAIN_ROW) finished.add(title.id);
    }
  }
  return { begun, finished };
}

/** What to offer after a title: something new, else something begun, else anything else. */
export function nextTitle(rows: readonly TitleRow[], id: string): RowTitle | undefined {
  const without = rows.map((row) => ({
    ...row,
    titles: row.titles.filter((title) => title.id !== id),
  }));
  return heroOf(without, touchedIn(without));
}

function isSame(row: TitleRow, other: TitleRow): boolean {
  const [ids, others] = [idsOf([row]), idsOf([other])];
  return ids.size === others.size && [...ids].every((id) => others.has(id));
}

function idsOf(rows: readonly TitleRow[]): Set<string> {
  return new Set(rows.flatMap((row) => row.titles.map(({ id }) => id)));
}

/** Whether a row shows what this profile is in the middle of. */
export function isContinueRow(row: TitleRow): boolean {
  return row.id.startsWith("continue");
}

/** Whether somebody is in the middle of a title. */
export function isStarted(title: RowTitle): boolean {
  const progress = progressOf(title);
  return progress > 0 && progress < 1;
}

/** Whether somebody saw a title to its end. */
export function isFinished({ positionMs = 0, durationMs }: RowTitle): boolean {
  return durationMs > 0 && positionMs / durationMs > END_RATIO;
}

/** How far somebody is in a title, 0..1: 1 when it was seen to its end, 0 when it was hardly begun. */
export function progressOf(title: RowTitle): number {
  const { positionMs = 0, durationMs } = title;
  if (isFinished(title)) return 1;
  return positionMs < LEAST_POSITION_MS || durationMs <= 0 ? 0 : positionMs / durationMs;
}

/** One row of everything: what is left to show when neither rows answer. */
export function rowsOfCatalog(titles: readonly CatalogTitle[]): TitleRow[] {
  return titles.length === 0 ? [] : [{ id: "all", title: "All titles", titles }];
}

function layOut(row: TitleRow, isSmall: boolean): BrowseRow {
  const layout = isSmall && row.titles.length <= WIDE_AT_MOST ? "wide" : "strip";
  return { id: row.id, title: row.title, titles: row.titles, layout };
}
