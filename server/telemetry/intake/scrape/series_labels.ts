import { LabelSet, METRIC_NAME } from "../../model/label_set.ts";
import { floatLabel } from "../text/float_label.ts";
import type { ParsedHead } from "../text/head.ts";
import type { Target } from "./target.ts";

/**
 * Puts what a line says and what is known of its target together.
 *
 * A label of the line that the target has too becomes `exported_<name>`, again and again until that name is
 * free, unless the target's labels give way. The value of `floatLabel` is written as a float. Source: Prometheus, honor_labels.
 */
export function seriesLabels(
  head: ParsedHead,
  target: Pick<Target, "labels" | "honorLabels">,
  options: { readonly floatLabel?: string | undefined } = {},
): LabelSet {
  const merged = new Map<string, string>();
  const aside: (readonly [string, string])[] = [];
  for (const [name, value] of head.labels) {
    const isTaken = Object.hasOwn(target.labels, name) && target.honorLabels !== true;
    if (isTaken) aside.push([name, value]);
    else merged.set(name, name === options.floatLabel ? floatLabel(value) : value);
  }
  for (const [name, value] of Object.entries(target.labels)) {
    if ((merged.get(name) ?? "") === "") merged.set(name, value);
  }
  for (const [name, value] of aside) {
    let exported = `exported_${name}`;
    while (merged.has(exported)) exported = `exported_${exported}`;
    merged.set(exported, value);
  }
  merged.set(METRIC_NAME, head.name);
  return LabelSet.of(merged);
}
