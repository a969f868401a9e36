import { LabelSet, METRIC_NAME } from "../../model/label_set.ts";
import type { Call, Expr } from "../language/ast.ts";
import { withoutParens } from "../language/ast.ts";
import { failExecution, PromqlFailure } from "../language/promql_error.ts";
import { type CompiledRegex, compileRegex, expandTemplate } from "../regex/mod.ts";
import type { Evaluation } from "./evaluation.ts";
import type { Grid } from "./grid.ts";
import { mergeSameLabels, type Series } from "./series.ts";

/** Evaluates `label_replace` and `label_join`, which change labels and no values. */
export function evaluateLabelFunction(
  call: Call,
  grid: Grid,
  evaluation: Evaluation,
): readonly Series[] {
  const texts = call.args.slice(1).map(textOf);
  const [target = ""] = texts;
  const change = call.name === "label_join" ? joining(texts) : replacing(texts);
  const list = evaluation.vector(call.args[0] as Expr, grid).map((series) => {
    const value = change(series.labels);
    if (value === undefined) return series;
    return {
      ...series,
      labels: series.labels.with({ [target]: value }),
      isNameDropped: target === METRIC_NAME ? false : series.isNameDropped,
    };
  });
  return mergeSameLabels(list);
}

/** The text of a string argument. */
export function textOf(arg: Expr): string {
  const literal = withoutParens(arg);
  return literal.kind === "string" ? literal.value : "";
}

type LabelChange = (labels: LabelSet) => string | undefined;

function replacing([target = "", template = "", source = "", pattern = ""]: string[]): LabelChange {
  const regex = regexOf(pattern);
  if (isBadName(target)) {
    failExecution(`invalid destination label name in label_replace(): ${target}`);
  }
  return (labels) => {
    const match = regex.exec(labels.get(source));
    return match === undefined ? undefined : expandTemplate(template, match);
  };
}

function regexOf(pattern: string): CompiledRegex {
  try {
    return compileRegex(pattern);
  } catch (error) {
    if (!(error instanceof PromqlFailure)) throw error;
    return failExecution(`invalid regular expression in label_replace(): ${pattern}`);
  }
}

function joining([target = "", separator = "", ...sources]: string[]): LabelChange {
  const invalid = sources.find(isBadName);
  if (invalid !== undefined) {
    failExecution(`invalid source label name in label_join(): ${invalid}`);
  }
  if (isBadName(target)) failExecution(`invalid destination label name in label_join(): ${target}`);
  return (labels) => sources.map((source) => labels.get(source)).join(separator);
}

/** Any text but none, and but what stood for bytes that are no UTF-8. */
function isBadName(name: string): boolean {
  return name === "" || name.includes("\uFFFD");
}
