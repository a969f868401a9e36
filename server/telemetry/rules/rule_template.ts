import type { LabelSet } from "../model/label_set.ts";
import { formatNumber } from "../promql/mod.ts";

/** What a template may name. */
export interface TemplateFacts {
  readonly labels: LabelSet;
  readonly value: number;
}

const ACTION = /\{\{\s*\$(?:(value)|labels\.([A-Za-z_][A-Za-z0-9_]*))\s*\}\}/g;

/**
 * Fills `{{ $value }}` and `{{ $labels.NAME }}` in; a label that is not there is "".
 *
 * Nothing more of Go's templates is known: what else stands in braces stays as it is written, and what is
 * filled in is not looked at again.
 */
export function fillTemplate(text: string, { labels, value }: TemplateFacts): string {
  return text.replaceAll(
    ACTION,
    (_, isValue?: string, name = "") => isValue === undefined ? labels.get(name) : general(value),
  );
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
