import { LabelSet, METRIC_NAME } from "../../model/label_set.ts";
import type { Aggregate } from "../language/ast.ts";
import type { Series } from "./series.ts";

/** Series that an aggregation makes one of. */
export interface Group {
  readonly labels: LabelSet;
  readonly members: Series[];
}

/** Groups series by the labels of `by` or by those that `without` leaves. */
export function groupsOf(
  list: readonly Series[],
  { labels, isWithout }: Pick<Aggregate, "labels" | "isWithout">,
): Group[] {
  const names = new Set(isWithout ? [...labels, METRIC_NAME] : labels);
  const byKey = new Map<string, Group>();
  for (const series of list) {
    const kept = isWithout
      ? series.labels.drop(names)
      : names.size === 0
      ? LabelSet.EMPTY
      : series.labels.keep(names);
    const known = byKey.get(kept.key);
    if (known !== undefined) known.members.push(series);
    else byKey.set(kept.key, { labels: kept, members: [series] });
  }
  return [...byKey.values()];
}
