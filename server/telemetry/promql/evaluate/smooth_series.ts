import type { VectorSelector } from "../language/ast.ts";
import type { Evaluation } from "./evaluation.ts";
import type { Grid } from "./grid.ts";
import { referencesOf, select } from "./selection.ts";
import { hasValues, type Series } from "./series.ts";
import { withoutStale } from "./window.ts";

/** Evaluates `selector smoothed`: between two samples by a straight line, after the last by its value. */
export function smoothSeries(
  selector: VectorSelector,
  grid: Grid,
  evaluation: Evaluation,
): readonly Series[] {
  const references = referencesOf(selector, grid, evaluation);
  const { lookbackMs } = evaluation;
  const reach = { beforeMs: lookbackMs, afterMs: lookbackMs };
  const list: Series[] = [];
  for (const { labels, samples } of select(selector, references, { evaluation, reach })) {
    evaluation.budget.takeSamples(grid.count);
    const { timestampsMs, values: read, length } = withoutStale(samples);
    const values = new Float64Array(grid.count);
    const present = new Uint8Array(grid.count);
    let next = 0;
    for (let step = 0; step < grid.count; step++) {
      const timeMs = references.firstMs + step * references.stepMs;
      while (next < length && (timestampsMs[next] as number) < timeMs) next++;
      const nextMs = next < length ? timestampsMs[next] as number : Infinity;
      const beforeMs = next > 0 ? timestampsMs[next - 1] as number : -Infinity;
      if (nextMs === timeMs) values[step] = read[next] as number;
      else if (beforeMs <= timeMs - lookbackMs) continue;
      else if (nextMs > timeMs + lookbackMs) values[step] = read[next - 1] as number;
      else {
        const [low, high] = [read[next - 1] as number, read[next] as number];
        values[step] = low + (high - low) * (timeMs - beforeMs) / (nextMs - beforeMs);
      }
      present[step] = 1;
    }
    const series = { labels, values, present, isNameDropped: false };
    if (hasValues(series)) list.push(series);
  }
  return list;
}
