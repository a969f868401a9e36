import type { LabelSet } from "../../model/label_set.ts";
import { isStale, type Samples } from "../../model/samples.ts";
import type { SelectedSeries } from "../../model/series_source.ts";
import type { AtModifier, TimeModifiers, VectorSelector } from "../language/ast.ts";
import type { Evaluation } from "./evaluation.ts";
import { endOf, type Grid } from "./grid.ts";
import { offsetMsOf } from "./resolve_duration.ts";
import { hasValues, type Series } from "./series.ts";

/** The times that a selector looks back from: one per step, `stepMs` apart, all equal with `@`. */
export interface References {
  readonly firstMs: number;
  readonly stepMs: number;
  readonly lastMs: number;
}

/** Where a selector or subquery looks at each step of a grid. */
export function referencesOf(
  modifiers: TimeModifiers,
  grid: Grid,
  evaluation: Evaluation,
): References {
  const offsetMs = offsetMsOf(modifiers.offset, evaluation);
  const atMs = atMsOf(modifiers.at, evaluation);
  if (atMs === undefined) {
    return {
      firstMs: grid.startMs - offsetMs,
      stepMs: grid.stepMs,
      lastMs: endOf(grid) - offsetMs,
    };
  }
  return { firstMs: atMs - offsetMs, stepMs: 0, lastMs: atMs - offsetMs };
}

/** The time that an `@` fixes; undefined without one. */
export function atMsOf(at: AtModifier | undefined, evaluation: Evaluation): number | undefined {
  if (at === undefined || at.kind === "time") return at?.timeMs;
  return at.kind === "start" ? evaluation.queryGrid.startMs : evaluation.queryEndMs;
}

/** What lies beyond a selector's reference times. */
export interface Reach {
  /** The older end is excluded. */
  readonly beforeMs: number;
  readonly afterMs?: number;
}

/** Reads all samples that a selector may need for all steps at once. */
export function select(
  selector: VectorSelector,
  { firstMs, lastMs }: References,
  { evaluation, reach }: { readonly evaluation: Evaluation; readonly reach: Reach },
): readonly SelectedSeries[] {
  const range = { fromMs: firstMs - reach.beforeMs + 1, toMs: lastMs + (reach.afterMs ?? 0) };
  const found: SelectedSeries[] = [];
  for (const series of evaluation.source.select(selector.matchers, range)) {
    found.push(series);
    evaluation.budget.takeSeries(found.length);
    evaluation.budget.takeSamples(series.samples.length);
  }
  return found;
}

/** What to take of the current samples. */
export interface CurrentOptions {
  readonly evaluation: Evaluation;
  /** The sample's time in seconds instead of its value. */
  readonly isTimestampWanted: boolean;
}

/** Evaluates an instant selector to the values or the times of its samples. */
export function currentSeries(
  selector: VectorSelector,
  grid: Grid,
  options: CurrentOptions,
): readonly Series[] {
  const { evaluation } = options;
  const references = referencesOf(selector, grid, evaluation);
  const reach = { beforeMs: evaluation.lookbackMs };
  const list: Series[] = [];
  for (const { labels, samples } of select(selector, references, { evaluation, reach })) {
    evaluation.budget.takeSamples(grid.count);
    const walk = { references, lookbackMs: evaluation.lookbackMs, count: grid.count };
    const series = currentOf(labels, samples, { ...walk, ...options });
    if (hasValues(series)) list.push(series);
  }
  return list;
}

interface Walk extends CurrentOptions {
  readonly references: References;
  readonly lookbackMs: number;
  readonly count: number;
}

function currentOf(labels: LabelSet, samples: Samples, walk: Walk): Series {
  const { references: { firstMs, stepMs }, lookbackMs, count, isTimestampWanted } = walk;
  const { timestampsMs, values: read, length } = samples;
  const values = new Float64Array(count);
  const present = new Uint8Array(count);
  let next = 0;
  for (let step = 0; step < count; step++) {
    const timeMs = firstMs + step * stepMs;
    while (next < length && (timestampsMs[next] as number) <= timeMs) next++;
    const at = next - 1;
    if (at < 0 || (timestampsMs[at] as number) <= timeMs - lookbackMs) continue;
    const value = read[at] as number;
    if (value !== value && isStale(read, at)) continue;
    values[step] = isTimestampWanted ? (timestampsMs[at] as number) / 1000 : value;
    present[step] = 1;
  }
  return { labels, values, present, isNameDropped: false };
}
