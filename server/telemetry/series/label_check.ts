import type { LabelSet } from "../model/label_set.ts";

/** How large the labels of one series may be; lengths are in UTF-16 units. */
export interface LabelLimits {
  readonly mostLabels: number;
  readonly longestName: number;
  readonly longestValue: number;
}

/** Why labels are refused, whatever else is stored. */
export type LabelRefusal =
  | "no_labels"
  | "too_many_labels"
  | "bad_label_name"
  | "label_name_too_long"
  | "label_value_too_long"
  | "bad_label_value";

/** Says why labels are refused; undefined when they may become a series. */
export function checkLabels(labels: LabelSet, limits: LabelLimits): LabelRefusal | undefined {
  const { names, values } = labels;
  if (names.length === 0) return "no_labels";
  if (names.length > limits.mostLabels) return "too_many_labels";
  for (const name of names) {
    if (name.length > limits.longestName) return "label_name_too_long";
    if (!isName(name)) return "bad_label_name";
  }
  for (const value of values) {
    if (value.length > limits.longestValue) return "label_value_too_long";
    // Half a surrogate pair cannot be written as UTF-8, so it would be another value after a restart.
    if (!value.isWellFormed()) return "bad_label_value";
  }
  return undefined;
}

/** Any text but control characters, which would make two sets of labels look the same. */
function isName(name: string): boolean {
  // deno-lint-ignore no-control-regex
  return name.length > 0 && name.isWellFormed() && !/[\u0000-\u001f\u007f]/.test(name);
}
