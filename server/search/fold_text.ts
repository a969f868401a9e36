const MARKS = /\p{M}+/gu;
const WORDS = /[\p{L}\p{N}]+/gu;
/** Letters that are no letter with a mark, as Unicode sees it, but are typed as these. */
const LOOKALIKES: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  đ: "d",
  ð: "d",
  ł: "l",
  þ: "th",
  ı: "i",
};
const LOOKALIKE = /[ßæœøđðłþı]/g;

/** Folds text so that what looks alike is alike: small letters, no marks, no ligatures. */
export function foldText(text: string): string {
  const small = text.normalize("NFKD").replace(MARKS, "").toLowerCase().replace(MARKS, "");
  return small.replace(LOOKALIKE, (letter) => LOOKALIKES[letter] ?? letter);
}

/** The words of a text, folded, in their order. */
export function wordsOf(text: string): string[] {
  return foldText(text).match(WORDS) ?? [];
}
