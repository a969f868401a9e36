import type { LicensedTitle } from "@netops/core/contracts";
import { wordsOf } from "./fold_text.ts";
import { matchText } from "./match_text.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** The index as a search sees it. */
export interface SearchableIndex {
  readonly vocabulary: Vocabulary;
  /** Titles whose words begin with this text, in the order of their words. */
  beginning(text: string): Iterable<LicensedTitle>;
  /** Whether any title matches a query of FTS5. */
  has(match: string): boolean;
  /** Titles that match a query of FTS5, best first, read as far as somebody wants. */
  find(match: string): Iterable<LicensedTitle>;
}

/** What is searched for. */
export interface Search {
  readonly query: string;
  readonly limit: number;
  /** Whether the one who searches may see a title. */
  readonly mayShow: (title: LicensedTitle) => boolean;
}

/** What was found. */
export interface SearchResult {
  /** Best first. */
  readonly titles: readonly LicensedTitle[];
  /** Whether words were corrected, as nothing was found for those that were typed. */
  readonly fuzzy: boolean;
}

const MOST_LETTERS = 200;
const MOST_WORDS = 8;

/**
 * Finds titles, best first: the very title, titles that begin so, titles with all words, titles with
 * words that begin so, then the same in genres and description; within each by bm25, then by title.
 *
 * Only when nothing is found, words are corrected. Of the query at most 200 letters and 8 words count.
 */
export function searchTitles(index: SearchableIndex, search: Search): SearchResult {
  const words = wordsOf(search.query.slice(0, MOST_LETTERS)).slice(0, MOST_WORDS);
  if (words.length === 0) return { titles: [], fuzzy: false };
  const typed = collect(typedTiers(index, words), search);
  if (typed.length > 0) return { titles: typed, fuzzy: false };
  const choices = words.map((word, at) =>
    choicesOf(index, word, { prefix: at === words.length - 1 })
  );
  if (choices.every((each, at) => each[0] === words[at])) return { titles: [], fuzzy: false };
  const tiers = [
    matchText(choices, { columns: "title", prefix: false }),
    matchText(choices, { columns: "title", prefix: true }),
    matchText(choices, { columns: "all", prefix: true }),
  ];
  const corrected = collect(findAll(index, tiers), search);
  return { titles: corrected, fuzzy: corrected.length > 0 };
}

function* typedTiers(
  index: SearchableIndex,
  words: readonly string[],
): Generator<Iterable<LicensedTitle>> {
  // In the order of their words the very title comes before the longer ones.
  yield index.beginning(words.join(" "));
  const each = words.map((word) => [word]);
  yield* findAll(index, [
    matchText(each, { columns: "title", prefix: false }),
    matchText(each, { columns: "title", prefix: true }),
    matchText(each, { columns: "all", prefix: false }),
    matchText(each, { columns: "all", prefix: true }),
  ]);
}

/** What a word may stand for: itself when the index knows it, else its corrections. */
function choicesOf(
  index: SearchableIndex,
  word: string,
  options: { readonly prefix: boolean },
): readonly string[] {
  if (index.has(matchText([[word]], { columns: "all", prefix: true }))) return [word];
  const corrections = index.vocabulary.corrections(word, options);
  return corrections.length === 0 ? [word] : corrections;
}

/** Asks for each tier only when somebody reads it. */
function* findAll(
  index: SearchableIndex,
  tiers: readonly string[],
): Generator<Iterable<LicensedTitle>> {
  for (const tier of tiers) yield index.find(tier);
}

function collect(
  tiers: Iterable<Iterable<LicensedTitle>>,
  { limit, mayShow }: Search,
): readonly LicensedTitle[] {
  const found = new Map<string, LicensedTitle>();
  for (const tier of tiers) {
    for (const title of tier) {
      if (mayShow(title)) found.set(title.id, title);
      if (found.size >= limit) return [...found.values()];
    }
  }
  return [...found.values()];
}
