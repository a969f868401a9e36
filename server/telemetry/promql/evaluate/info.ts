import { type LabelSet, METRIC_NAME } from "../../model/label_set.ts";
import type { LabelMatcher } from "../../model/matcher.ts";
import type { Call, Expr, VectorSelector } from "../language/ast.ts";
import { withoutParens } from "../language/ast.ts";
import { compileMatcher } from "../regex/mod.ts";
import type { Evaluation } from "./evaluation.ts";
import type { Grid } from "./grid.ts";
import { InfoIndex } from "./info_index.ts";
import { sharedReference } from "./info_reference.ts";
import { currentSeries } from "./selection.ts";
import { hasValues, mergeSameLabels, type Series } from "./series.ts";

/** The labels by which a series finds its info metrics. */
const IDENTIFYING = ["instance", "job"] as const;
const DEFAULT_NAME: LabelMatcher = { name: METRIC_NAME, type: "=", value: "target_info" };
const ANY_INFO: LabelMatcher = { name: METRIC_NAME, type: "=~", value: ".+_info" };

/** Evaluates `info`: series with the labels of the info metrics of their instance and job. */
export function evaluateInfo(call: Call, grid: Grid, evaluation: Evaluation): readonly Series[] {
  const base = evaluation.vector(call.args[0] as Expr, grid);
  const selector = call.args[1] === undefined ? undefined : withoutParens(call.args[1]);
  const matchers = selector?.kind === "vector" ? selector.matchers : [];
  const names = effectiveNames(matchers.filter(({ name }) => name === METRIC_NAME));
  const data = matchers.filter(({ name }) => name !== METRIC_NAME);
  const tests = names.map(compileMatcher);
  const isInfo = ({ labels }: Series) => tests.every((test) => test(labels.get(METRIC_NAME)));
  const plain = base.filter((series) => !isInfo(series));
  const infos = matcherSets(plain).flatMap((identifying) => {
    const wanted = [...identifying, ...data, ...names];
    return infoSeries(call, { matchers: wanted, grid, evaluation });
  });
  const index = new InfoIndex(infos, grid.count);
  const enrich = { index, data, isOptional: data.every((matcher) => compileMatcher(matcher)("")) };
  const enriched = base.flatMap((series) => {
    evaluation.budget.takeSamples(grid.count);
    return isInfo(series) ? [series] : withInfos(series, enrich);
  });
  return mergeSameLabels(enriched.filter(hasValues));
}

/** Which metrics count as info metrics, as the selector says or by their names. */
function effectiveNames(matchers: readonly LabelMatcher[]): readonly LabelMatcher[] {
  if (matchers.length === 0) return [DEFAULT_NAME];
  const hasPositive = matchers.some(({ type }) => type === "=" || type === "=~");
  return hasPositive ? matchers : [ANY_INFO, ...matchers];
}

/** The conditions on instance and job, one list per combination of those that are there. */
function matcherSets(list: readonly Series[]): LabelMatcher[][] {
  const found = new Map<string, Map<string, Set<string>>>();
  for (const { labels } of list) {
    const there = IDENTIFYING.filter((name) => labels.get(name) !== "");
    if (there.length === 0) continue;
    const values = found.get(there.join()) ?? new Map<string, Set<string>>();
    found.set(there.join(), values);
    for (const name of there) {
      const known = values.get(name) ?? new Set();
      values.set(name, known.add(labels.get(name)));
    }
  }
  return [...found.values()].map((values) =>
    IDENTIFYING.map((name): LabelMatcher => {
      const known = values.get(name);
      if (known === undefined) return { name, type: "=", value: "" };
      const escaped = [...known].map((value) => value.replace(/[\\.+*?()|[\]{}^$]/g, "\\$&"));
      return { name, type: "=~", value: escaped.join("|") };
    })
  );
}

interface InfoSelection {
  readonly matchers: readonly LabelMatcher[];
  readonly grid: Grid;
  readonly evaluation: Evaluation;
}

/** The info metrics at each step, with the times of their samples as values. */
function infoSeries(
  call: Call,
  { matchers, grid, evaluation }: InfoSelection,
): readonly Series[] {
  const { atMs, offsetMs } = sharedReference(call.args[0] as Expr, evaluation);
  const { span } = call;
  const number = { kind: "number", value: offsetMs / 1000, isDuration: true, span } as const;
  const selector: VectorSelector = {
    kind: "vector",
    matchers,
    offset: { kind: "literal", number },
    ...(atMs === undefined ? {} : { at: { kind: "time", timeMs: atMs } }),
    span,
  };
  return currentSeries(selector, grid, { evaluation, isTimestampWanted: true });
}

interface Enrichment {
  readonly index: InfoIndex;
  readonly data: readonly LabelMatcher[];
  /** Whether a series without info metrics stays. */
  readonly isOptional: boolean;
}

/** Splits a series by the labels that its info metrics give at each step. */
function withInfos(series: Series, { index, data, isOptional }: Enrichment): Series[] {
  const wanted = new Set(data.map(({ name }) => name));
  const byLabels = new Map<LabelSet, Uint8Array>();
  const { labels: base, present } = series;
  for (let step = 0; step < present.length; step++) {
    if (present[step] !== 1) continue;
    const labels = index.labelsAt(step, { base, wanted });
    if (labels === undefined && !isOptional) continue;
    const key = labels ?? base;
    const there = byLabels.get(key) ?? new Uint8Array(present.length);
    byLabels.set(key, there);
    there[step] = 1;
  }
  return [...byLabels].map(([labels, there]) => ({ ...series, labels, present: there }));
}
