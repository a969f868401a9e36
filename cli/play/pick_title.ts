import { NetopsError } from "@netops/core";
import type { CatalogTitle } from "@netops/core/contracts";
import { suggest } from "../suggest.ts";

/** What of a title matters to find it. */
export type PickableTitle = Pick<CatalogTitle, "id" | "title">;

/**
 * Finds the title that was typed, by id or by name whatever the case; the first without a word.
 *
 * @throws {NetopsError} NOT_FOUND with the nearest names.
 */
export function pickTitle<T extends PickableTitle>(
  titles: readonly T[],
  wanted: string | undefined,
): T {
  const [first] = titles;
  if (first === undefined) {
    throw new NetopsError("NOT_FOUND", "Cannot play as the catalogue has no title", {
      fix: "netops title add FILE",
    });
  }
  if (wanted === undefined) return first;
  const word = wanted.toLowerCase();
  const found = titles.find(({ id }) => id.toLowerCase() === word) ??
    titles.find(({ title }) => title.toLowerCase() === word);
  if (found !== undefined) return found;
  const names = titles.flatMap(({ id, title }) => [id, title]);
  const near = suggest(wanted, names);
  throw new NetopsError("NOT_FOUND", `No title is called "${wanted}"`, {
    fix: near.length > 0 ? `did you mean ${near.join(" or ")}?` : "netops title list",
    details: { suggestions: near },
  });
}
