import { type Binary, isSetOperator, typeOf } from "../language/ast.ts";
import { failExecution } from "../language/promql_error.ts";
import { arithmeticOf, comparisonOf } from "./arithmetic.ts";
import { type Evaluation, namelessLabels } from "./evaluation.ts";
import type { Grid } from "./grid.ts";
import { noteTrim } from "./note_trim.ts";
import { hasValues, mergeSameLabels, type Series } from "./series.ts";
import { evaluateSetOperator } from "./set_operators.ts";
import { matchVectors } from "./vector_matching.ts";

/** Evaluates an operator between two scalars. */
export function evaluateScalarBinary(
  expr: Binary,
  grid: Grid,
  evaluation: Evaluation,
): Float64Array {
  const left = evaluation.scalar(expr.left, grid);
  const right = evaluation.scalar(expr.right, grid);
  const compute = arithmeticOf(expr.operator);
  const compare = comparisonOf(expr.operator);
  return left.map((value, step) => {
    const other = right[step] as number;
    if (compute !== undefined) return compute(value, other);
    return Number(
      compare?.(value, other) ?? failExecution(`operator "${expr.operator}" not allowed`),
    );
  });
}

/** Evaluates an operator of which one operand at least is a vector. */
export function evaluateVectorBinary(
  expr: Binary,
  grid: Grid,
  evaluation: Evaluation,
): readonly Series[] {
  if (typeOf(expr.left) === "scalar") {
    const scalar = evaluation.scalar(expr.left, grid);
    const list = evaluation.vector(expr.right, grid);
    return withScalar(expr, list, { scalar, isLeft: true, evaluation });
  }
  if (typeOf(expr.right) === "scalar") {
    const list = evaluation.vector(expr.left, grid);
    const scalar = evaluation.scalar(expr.right, grid);
    return withScalar(expr, list, { scalar, isLeft: false, evaluation });
  }
  const left = evaluation.vector(expr.left, grid);
  const right = evaluation.vector(expr.right, grid);
  return isSetOperator(expr.operator)
    ? evaluateSetOperator(expr, { left, right }, grid)
    : matchVectors(expr, { left, right }, { grid, evaluation });
}

interface ScalarSide {
  readonly scalar: Float64Array;
  readonly isLeft: boolean;
  readonly evaluation: Evaluation;
}

function withScalar(expr: Binary, list: readonly Series[], side: ScalarSide): readonly Series[] {
  const { evaluation, scalar, isLeft } = side;
  const compute = arithmeticOf(expr.operator);
  const compare = comparisonOf(expr.operator);
  if (compute === undefined && compare === undefined) {
    if (list.some(hasValues)) noteTrim(expr, evaluation);
    return [];
  }
  const losesName = compute !== undefined || expr.isBool;
  const result = list.map((series) => {
    evaluation.budget.takeSamples(scalar.length);
    const changed = compute !== undefined
      ? computed(series, scalar, isLeft ? (a, b) => compute(b, a) : compute)
      : compared(series, scalar, {
        compare: isLeft ? (a, b) => compare?.(b, a) ?? false : compare ?? (() => false),
        isBool: expr.isBool,
      });
    return losesName
      ? { ...changed, labels: namelessLabels(evaluation, series.labels), isNameDropped: true }
      : changed;
  });
  return mergeSameLabels(result).filter(hasValues);
}

function computed(
  series: Series,
  scalar: Float64Array,
  compute: (value: number, scalar: number) => number,
): Series {
  const { values, present } = series;
  const results = new Float64Array(values.length);
  for (let step = 0; step < results.length; step++) {
    if (present[step] === 1) {
      results[step] = compute(values[step] as number, scalar[step] as number);
    }
  }
  return { ...series, values: results };
}

interface Comparison {
  readonly compare: (value: number, scalar: number) => boolean;
  readonly isBool: boolean;
}

function compared(series: Series, scalar: Float64Array, { compare, isBool }: Comparison): Series {
  const { values, present } = series;
  const kept = new Uint8Array(present.length);
  for (let step = 0; step < kept.length; step++) {
    const isTrue = present[step] === 1 && compare(values[step] as number, scalar[step] as number);
    kept[step] = Number(isTrue);
  }
  return isBool ? { ...series, values: Float64Array.from(kept) } : { ...series, present: kept };
}
