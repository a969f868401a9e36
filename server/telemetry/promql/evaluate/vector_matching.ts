import { LabelSet } from "../../model/label_set.ts";
import { type Binary, isComparison, type VectorMatching } from "../language/ast.ts";
import { failExecution } from "../language/promql_error.ts";
import { arithmeticOf, comparisonOf } from "./arithmetic.ts";
import type { Evaluation } from "./evaluation.ts";
import type { Grid } from "./grid.ts";
import { labelsText } from "./labels_text.ts";
import { MatchGroup } from "./match_group.ts";
import { matchGroupOf } from "./match_key.ts";
import { noteTrim } from "./note_trim.ts";
import { hasValues, mergeSameLabels, type Series } from "./series.ts";
import type { Sides } from "./set_operators.ts";

/** Where an operator is evaluated. */
export interface Matching {
  readonly grid: Grid;
  readonly evaluation: Evaluation;
}

/** Evaluates arithmetic or a comparison between two vectors. */
export function matchVectors(expr: Binary, sides: Sides, place: Matching): readonly Series[] {
  const { matching, operator } = expr;
  const { evaluation, grid } = place;
  const isTrim = arithmeticOf(operator) === undefined && comparisonOf(operator) === undefined;
  const isSwapped = matching.cardinality === "one-to-many";
  const [many, one] = isSwapped ? [sides.right, sides.left] : [sides.left, sides.right];
  const groups = groupSides(many, one, matching);
  const active = activeSteps(many, one, { grid, matching });
  const combine = combinerOf(expr, place);
  const results: Series[] = [];
  const refusal = new FirstRefusal();
  for (const group of groups) {
    // What will be refused is not computed, nor are more pairs made than may be.
    if (refuseTwoOnOneSide(group, { active, matching, refusal, evaluation })) continue;
    evaluation.budget.takeSamples(group.many.length * group.one.length * grid.count);
    const pairs = group.pairs(matching, grid.count);
    const outputs = pairs.map(({ many: left, one: right, both }) => ({
      labels: resultLabels(expr, left.labels, right.labels, evaluation),
      both: masked(both, active),
      combined: combine(left, right, both),
    }));
    if (isTrim) {
      if (outputs.some(({ both }) => both.includes(1))) noteTrim(expr, evaluation);
      continue;
    }
    refuseTwoMatches(outputs, { matching, refusal, count: grid.count });
    results.push(...outputs.map(({ labels, combined, both }) => ({
      ...combined,
      labels,
      present: masked(combined.present, both),
      isNameDropped: expr.isBool,
    })));
  }
  refusal.throwIfAny();
  return mergeSameLabels(results.filter(hasValues));
}

/** The refusal that a step-by-step evaluation would meet first. */
class FirstRefusal {
  #step = Infinity;
  #message = "";

  note(step: number, message: () => string): void {
    if (step >= this.#step) return;
    this.#step = step;
    this.#message = message();
  }

  throwIfAny(): void {
    if (this.#step < Infinity) failExecution(this.#message);
  }
}

function groupSides(
  many: readonly Series[],
  one: readonly Series[],
  matching: VectorMatching,
): Iterable<MatchGroup> {
  const groupOf = matchGroupOf(matching);
  const groups = new Map<string, MatchGroup>();
  for (const [side, list] of [["many", many], ["one", one]] as const) {
    for (const series of list) {
      const labels = groupOf(series.labels);
      const group = groups.get(labels.key) ?? new MatchGroup(labels);
      groups.set(labels.key, group);
      group[side].push(series);
    }
  }
  return groups.values();
}

/** Steps at which both sides have any value; elsewhere nothing is matched, nor refused. */
function activeSteps(
  many: readonly Series[],
  one: readonly Series[],
  { grid, matching }: { readonly grid: Grid; readonly matching: VectorMatching },
): Uint8Array {
  const hasFill = matching.fillLeft !== undefined || matching.fillRight !== undefined;
  const [left, right] = [many, one].map((list) => {
    const any = new Uint8Array(grid.count);
    for (const { present } of list) {
      for (let step = 0; step < grid.count; step++) if (present[step] === 1) any[step] = 1;
    }
    return any;
  }) as [Uint8Array, Uint8Array];
  return hasFill ? left.map((is, step) => is | (right[step] as number)) : masked(left, right);
}

function masked(present: Uint8Array, by: Uint8Array): Uint8Array {
  return present.map((is, step) => is & (by[step] as number));
}

interface OneSide {
  readonly active: Uint8Array;
  readonly matching: VectorMatching;
  readonly refusal: FirstRefusal;
  readonly evaluation: Evaluation;
}

/** Notes the first step at which the "one" side has two series; false when there is none. */
function refuseTwoOnOneSide(group: MatchGroup, side: OneSide): boolean {
  const step = firstStepOfTwo(group.one, side);
  if (step < 0) return false;
  const { matching, refusal } = side;
  const [first, second] = group.one.filter((series) => series.present[step] === 1);
  const hand = matching.cardinality === "one-to-many" ? "left" : "right";
  const twins = [first, second].map((series) => labelsText(series?.labels ?? LabelSet.EMPTY));
  // Before what a half step later would be refused for two matches.
  refusal.note(
    step - 0.5,
    () =>
      `found duplicate series for the match group ${labelsText(group.labels)} on the ${hand} ` +
      `hand-side of the operation: [${twins.sort().join(", ")}];many-to-many matching not ` +
      "allowed: matching labels must be unique on one side",
  );
  return true;
}

function firstStepOfTwo(list: readonly Series[], { active, evaluation }: OneSide): number {
  if (list.length < 2) return -1;
  const taken = new Uint8Array(active.length);
  let found = active.length;
  for (const { present } of list) {
    evaluation.budget.work(found);
    for (let step = 0; step < found; step++) {
      if (present[step] !== 1 || active[step] !== 1) continue;
      if (taken[step] === 1) found = step;
      taken[step] = 1;
    }
  }
  return found < active.length ? found : -1;
}

interface Output {
  readonly labels: LabelSet;
  readonly both: Uint8Array;
}

interface Matches {
  readonly matching: VectorMatching;
  readonly refusal: FirstRefusal;
  readonly count: number;
}

function refuseTwoMatches(outputs: readonly Output[], { matching, refusal, count }: Matches): void {
  if (outputs.length < 2) return;
  const isOneToOne = matching.cardinality === "one-to-one";
  const taken = new Map<string, Uint8Array>();
  for (const { labels, both } of outputs) {
    const key = isOneToOne ? "" : labels.key;
    const steps = taken.get(key) ?? new Uint8Array(count);
    taken.set(key, steps);
    for (let step = 0; step < count; step++) {
      if (both[step] !== 1) continue;
      if (steps[step] === 1) {
        refusal.note(
          step,
          () =>
            isOneToOne
              ? "multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)"
              : "multiple matches for labels: grouping labels must ensure unique matches",
        );
      }
      steps[step] = 1;
    }
  }
}

type Combiner = (many: Series, one: Series, both: Uint8Array) => Series;

function combinerOf({ operator, isBool, matching }: Binary, { grid }: Matching): Combiner {
  const compute = arithmeticOf(operator);
  const compare = comparisonOf(operator);
  const isSwapped = matching.cardinality === "one-to-many";
  return (many, one, both) => {
    const [left, right] = isSwapped ? [one, many] : [many, one];
    const values = new Float64Array(grid.count);
    const present = new Uint8Array(grid.count);
    for (let step = 0; step < grid.count; step++) {
      if (both[step] !== 1) continue;
      const [a, b] = [left.values[step] as number, right.values[step] as number];
      const isTrue = compare?.(a, b) ?? true;
      present[step] = Number(isTrue || isBool);
      values[step] = compute === undefined ? (isBool ? Number(isTrue) : a) : compute(a, b);
    }
    return { ...many, values, present };
  };
}

/** The labels of a match: those of the "many" side, or those matched by, and what `group_x` includes. */
function resultLabels(
  { operator, matching, isBool }: Binary,
  ...[many, one, evaluation]: [LabelSet, LabelSet, Evaluation]
): LabelSet {
  const isDropped = !isComparison(operator) || (isBool && !evaluation.isNameRemovalDelayed);
  let labels = isDropped ? many.nameless : many;
  if (matching.cardinality === "one-to-one") {
    const names = new Set(matching.labels);
    labels = matching.isOn ? labels.keep(names) : labels.drop(names);
  }
  if (matching.include.length === 0) return labels;
  return labels.with(Object.fromEntries(matching.include.map((name) => [name, one.get(name)])));
}
