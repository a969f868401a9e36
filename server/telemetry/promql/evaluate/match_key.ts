import { type LabelSet, METRIC_NAME } from "../../model/label_set.ts";
import type { VectorMatching } from "../language/ast.ts";

/** Makes the function that gives equal keys to series that belong together. */
export function matchKeyOf(matching: VectorMatching): (labels: LabelSet) => string {
  const group = matchGroupOf(matching);
  return (labels) => group(labels).key;
}

/** Makes the function that gives the labels by which two sides match. */
export function matchGroupOf({ labels: names, isOn }: VectorMatching): (
  labels: LabelSet,
) => LabelSet {
  const set = new Set(isOn ? names : [...names, METRIC_NAME]);
  return isOn ? (labels) => labels.keep(set) : (labels) => labels.drop(set);
}
