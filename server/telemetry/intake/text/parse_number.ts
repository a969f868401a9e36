const ZERO = 48;
const NINE = 57;
const MINUS = 45;
const PLUS = 43;
const DOT = 46;

/** Digits that a double holds without rounding. */
const SAFE_DIGITS = 15;
const TENS = Float64Array.from({ length: SAFE_DIGITS + 1 }, (_, power) => 10 ** power);

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const SPECIAL: ReadonlyMap<string, number> = new Map([
  ...["nan", "+nan", "-nan"].map((text) => [text, NaN] as const),
  ...["inf", "+inf", "infinity", "+infinity"].map((text) => [text, Infinity] as const),
  ...["-inf", "-infinity"].map((text) => [text, -Infinity] as const),
]);

/**
 * Reads the number in `text[from..to)`; undefined when it is none.
 *
 * Up to 15 digits without exponent are read by hand, exactly: digits and power of ten are both whole
 * numbers of a double, so that their quotient is rounded once, as a parser would.
 * Source: Clinger, How to read floating point numbers accurately, 1990.
 */
export function parseNumber(text: string, from: number, to: number): number | undefined {
  const first = text.charCodeAt(from);
  const start = first === MINUS || first === PLUS ? from + 1 : from;
  if (to - start > SAFE_DIGITS + 1) return parseSlowly(text.slice(from, to));
  let digits = 0;
  let whole = 0;
  let dotAt = -1;
  for (let at = start; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code >= ZERO && code <= NINE) {
      whole = whole * 10 + (code - ZERO);
      digits++;
    } else if (code === DOT && dotAt < 0) dotAt = at;
    else return parseSlowly(text.slice(from, to));
  }
  if (digits === 0 || digits > SAFE_DIGITS) return parseSlowly(text.slice(from, to));
  const value = dotAt < 0 ? whole : whole / (TENS[to - dotAt - 1] ?? 1);
  return first === MINUS ? -value : value;
}

function parseSlowly(text: string): number | undefined {
  if (DECIMAL.test(text)) return Number(text);
  return SPECIAL.get(text.toLowerCase());
}
