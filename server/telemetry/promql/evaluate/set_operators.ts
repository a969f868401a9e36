import type { Binary } from "../language/ast.ts";
import type { Grid } from "./grid.ts";
import { matchKeyOf } from "./match_key.ts";
import { hasValues, mergeSameLabels, type Series } from "./series.ts";

/** The operands of an operator. */
export interface Sides {
  readonly left: readonly Series[];
  readonly right: readonly Series[];
}

/** Evaluates `and`, `or` and `unless`. */
export function evaluateSetOperator(
  { operator, matching }: Binary,
  { left, right }: Sides,
  grid: Grid,
): readonly Series[] {
  const keyOf = matchKeyOf(matching);
  if (operator === "or") {
    const there = presenceByKey(left, keyOf, grid);
    const rest = right.map((series) =>
      masked(series, { there: there.get(keyOf(series.labels)), isWanted: false })
    );
    return mergeSameLabels([...left, ...rest.filter(hasValues)]);
  }
  const there = presenceByKey(right, keyOf, grid);
  const isWanted = operator === "and";
  return left.map((series) => masked(series, { there: there.get(keyOf(series.labels)), isWanted }))
    .filter(hasValues);
}

/** At which steps any series of each key has a value. */
function presenceByKey(
  list: readonly Series[],
  keyOf: ReturnType<typeof matchKeyOf>,
  grid: Grid,
): ReadonlyMap<string, Uint8Array> {
  const byKey = new Map<string, Uint8Array>();
  for (const { labels, present } of list) {
    const key = keyOf(labels);
    const there = byKey.get(key) ?? new Uint8Array(grid.count);
    byKey.set(key, there);
    for (let step = 0; step < grid.count; step++) if (present[step] === 1) there[step] = 1;
  }
  return byKey;
}

interface Mask {
  readonly there: Uint8Array | undefined;
  readonly isWanted: boolean;
}

/** Keeps the values where the other side has one, or where it has none. */
function masked(series: Series, { there, isWanted }: Mask): Series {
  if (there === undefined) {
    return isWanted ? { ...series, present: new Uint8Array(series.present.length) } : series;
  }
  const wanted = Number(isWanted);
  return { ...series, present: series.present.map((is, step) => there[step] === wanted ? is : 0) };
}
