import type { CatalogTitle, TitleRow } from "@netops/core/contracts";

const MOST_IN_ROW = 20;

/**
 * Makes the rows that are the same for everybody: what is popular, what is new, and one row a genre.
 *
 * They stand in for recommendation's when it is away, so they have its shape.
 */
export function plainRows(titles: readonly CatalogTitle[]): TitleRow[] {
  if (titles.length === 0) return [];
  const newest = [...titles].sort((left, right) => right.year - left.year);
  const genres = [...new Set(titles.flatMap((title) => title.genres))];
  return [
    row("popular", "Popular", titles),
    row("new", "New", newest),
    ...genres.map((genre) =>
      row(`genre-${slug(genre)}`, genre, titles.filter((title) => title.genres.includes(genre)))
    ),
  ];
}

function row(id: string, title: string, titles: readonly CatalogTitle[]): TitleRow {
  return { id, title, titles: titles.slice(0, MOST_IN_ROW) };
}

function slug(genre: string): string {
  return genre.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
}
