import { tokensOf } from "./tokens.ts";

/**
 * Writes a query so that the published grammar takes it, each word at its place.
 *
 * Prometheus also takes `1.`, `STEP()` within durations, the functions `min_of` and `max_of`, and a metric
 * named `offset`; the grammar does not. Only the grammar sees this text: names and numbers are read from the query itself.
 */
export function patchText(text: string): string {
  let patched = "";
  let isInBrackets = false;
  for (const { kind, text: word, span } of tokensOf(text)) {
    if (kind === "error") break;
    patched += text.slice(patched.length, span.start);
    if (word === "[") isInBrackets = true;
    if (word === "]") isInBrackets = false;
    const lower = word.toLowerCase();
    const isPair = lower === "min_of" || lower === "max_of";
    if (kind === "number") patched += word.replace(/\.(?!\d)/, "0");
    else if (lower === "offset" && isOperandNext(patched)) patched += "offse_";
    else if (kind !== "preprocessor") patched += word;
    else if (isPair && !isInBrackets && !/\boffset[\s(+-]*$/i.test(patched)) {
      patched += word === lower ? "idelta" : word; // a function of as many letters that the grammar knows
    } else patched += lower;
  }
  return patched + text.slice(patched.length);
}

/** Says whether an operand comes next, so that a keyword is a name. */
function isOperandNext(before: string): boolean {
  return /(^|[-+*\/%^=<>(,]|\b(and|or|unless|atan2|bool))\s*$/i.test(before);
}
