import type { Rung } from "./streaming.ts";

/** Where and when a title may be shown. */
export interface TitleLicence {
  /** ISO 3166-1 alpha-2 codes, or every country. */
  readonly countries: "all" | readonly string[];
  /** Half open: from `fromMs` on, until just before `untilMs`; a side left out is open. */
  readonly window: { readonly fromMs?: number; readonly untilMs?: number };
}

/** What a page draws for a title that has no photograph. */
export interface TitleArtwork {
  /** CSS colours. */
  readonly background: string;
  readonly accent: string;
  /** Name of a drawing that the page knows: `night`, `harbour`, `bars`, `plain`. */
  readonly motif: string;
}

/** A title as the catalogue shows it: `GET /titles` and `/titles/:id` at catalog. */
export interface CatalogTitle {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly year: number;
  readonly genres: readonly string[];
  readonly durationMs: number;
  /** Lowest first. */
  readonly rungs: readonly Rung[];
  readonly audioLanguages: readonly string[];
  readonly captions: readonly { readonly language: string; readonly label: string }[];
  readonly artwork: TitleArtwork;
  readonly version: string;
}

/** A title with its licence: `GET /internal/titles` and `/internal/titles/:id`. */
export interface LicensedTitle extends CatalogTitle, TitleLicence {}

/** One row of titles: `GET /rows` at catalog, `GET /rows?profile=` at recommendation. */
export interface TitleRow {
  readonly id: string;
  readonly title: string;
  readonly titles: readonly RowTitle[];
}

/** A title in a row; with a position when the profile is in the middle of it. */
export interface RowTitle extends CatalogTitle {
  readonly positionMs?: number;
}
