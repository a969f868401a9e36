import type { LabelSet } from "../model/label_set.ts";
import { formatNumber } from "../promql/mod.ts";

/** What a template may name. */
export interface TemplateFacts {
  readonly labels: LabelSet;
  readonly value: number;
}

const ACTION =
  /\{\{\s*\$(?:value(?:\s*\|\s*(humanize|humanizePercentage))?|labels\.([A-Za-z_][A-Za-z0-9_]*))\s*\}\}/g;
const ABOVE_1 = ["k", "M", "G", "T", "P", "E", "Z", "Y"];
const BELOW_1 = ["m", "u", "n", "p", "f", "a", "z", "y"];

/**
 * Fills `{{ $value }}`, `{{ $value | humanize }}`, `{{ $value | humanizePercentage }}` and
 * `{{ $labels.NAME }}` in; a label that is not there is "".
 *
 * Nothing more of Go's templates is known: what else stands in braces stays as it is written, and what is
 * filled in is not looked at again.
 */
export function fillTemplate(text: string, { labels, value }: TemplateFacts): string {
  return text.replaceAll(
    ACTION,
    (_, how?: string, name?: string) =>
      name === undefined ? valueText(value, how) : labels.get(name),
  );
}

function valueText(value: number, how: string | undefined): string {
  if (how === "humanize") return humanize(value);
  return how === undefined ? general(value) : `${fourDigits(value * 100)}%`;
}

/** Four digits and a metric prefix. Source: Prometheus, template/template.go, humanize. */
function humanize(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return fourDigits(value);
  const isLarge = Math.abs(value) >= 1;
  let prefix = "";
  let rest = value;
  for (const next of isLarge ? ABOVE_1 : BELOW_1) {
    if (isLarge ? Math.abs(rest) < 1_000 : Math.abs(rest) >= 1) break;
    prefix = next;
    rest = isLarge ? rest / 1_000 : rest * 1_000;
  }
  return fourDigits(rest) + prefix;
}

/** As C's `%.4g`. */
function fourDigits(value: number): string {
  const rounded = Number(value.toPrecision(4));
  const size = Math.abs(rounded);
  const isPlain = !Number.isFinite(value) || size === 0 || (size >= 1e-4 && size < 1e4);
  return isPlain ? formatNumber(rounded) : scientific(rounded);
}

/** As Go prints a number by itself: an exponent below 1e-4 and from 1e21 on. */
function general(value: number): string {
  const size = Math.abs(value);
  const isPlain = !Number.isFinite(value) || size === 0 || (size >= 1e-4 && size < 1e21);
  return isPlain ? formatNumber(value) : scientific(value);
}

/** Writes a number with an exponent of two digits or more, as Go does: `1.5e+00`. */
export function scientific(value: number): string {
  if (!Number.isFinite(value)) return formatNumber(value);
  return value.toExponential().replace(/e([+-])(\d)$/, "e$10$2");
}
