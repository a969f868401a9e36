import type { LabelSet } from "../../model/label_set.ts";
import { quote } from "../language/literals.ts";

/** Writes labels as Prometheus does in its errors: `{a="b", c="d"}`. */
export function labelsText(labels: LabelSet): string {
  const pairs = [...labels.entries()].map(([name, value]) =>
    `${/^[A-Za-z_]\w*$/.test(name) ? name : quote(name)}=${quote(value)}`
  );
  return `{${pairs.join(", ")}}`;
}
