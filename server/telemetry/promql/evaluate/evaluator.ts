import type { SeriesSource } from "../../model/series_source.ts";
import { type Expr, typeOf } from "../language/ast.ts";
import { failExecution } from "../language/promql_error.ts";
import { evaluateAggregate } from "./aggregate.ts";
import type { Annotations } from "./annotations.ts";
import { evaluateScalarBinary, evaluateVectorBinary } from "./binary.ts";
import type { Budget } from "./budget.ts";
import { evaluateCall, evaluateScalarCall, fromScalar } from "./call.ts";
import { type Evaluation, namelessLabels } from "./evaluation.ts";
import type { Grid } from "./grid.ts";
import { currentSeries } from "./selection.ts";
import { mergeSameLabels, type Series } from "./series.ts";
import { smoothSeries } from "./smooth_series.ts";

/** What an evaluator is made of. */
export interface EvaluatorParts extends Omit<Evaluation, "vector" | "scalar"> {
  /** Parts of the expression that have one value at all steps. */
  readonly invariants: ReadonlySet<Expr>;
}

/** Evaluates expressions on grids of times, whole columns at once. */
export class Evaluator implements Evaluation {
  readonly source: SeriesSource;
  readonly budget: Budget;
  readonly annotations: Annotations;
  readonly lookbackMs: number;
  readonly defaultSubqueryStepMs: number;
  readonly isNameRemovalDelayed: boolean;
  readonly queryGrid: Grid;
  readonly queryEndMs: number;
  readonly queryStepMs: number;
  readonly #invariants: ReadonlySet<Expr>;

  constructor(parts: EvaluatorParts) {
    this.source = parts.source;
    this.budget = parts.budget;
    this.annotations = parts.annotations;
    this.lookbackMs = parts.lookbackMs;
    this.defaultSubqueryStepMs = parts.defaultSubqueryStepMs;
    this.isNameRemovalDelayed = parts.isNameRemovalDelayed;
    this.queryGrid = parts.queryGrid;
    this.queryEndMs = parts.queryEndMs;
    this.queryStepMs = parts.queryStepMs;
    this.#invariants = parts.invariants;
  }

  /** Evaluates an instant vector. */
  vector(expr: Expr, grid: Grid): readonly Series[] {
    if (grid.count > 1 && this.#invariants.has(expr)) {
      const once = this.vector(expr, { ...grid, count: 1 });
      this.budget.takeSamples(once.length * grid.count);
      return once.map((series) => ({
        ...series,
        values: new Float64Array(grid.count).fill(series.values[0] as number),
        present: new Uint8Array(grid.count).fill(series.present[0] as number),
      }));
    }
    this.budget.work(grid.count);
    switch (expr.kind) {
      case "vector":
        return expr.edges === undefined
          ? currentSeries(expr, grid, { evaluation: this, isTimestampWanted: false })
          : smoothSeries(expr, grid, this);
      case "call":
        return evaluateCall(expr, grid, this);
      case "aggregate":
        return evaluateAggregate(expr, grid, this);
      case "binary":
        return evaluateVectorBinary(expr, grid, this);
      case "paren":
        return this.vector(expr.operand, grid);
      case "unary":
        return expr.operator === "+"
          ? this.vector(expr.operand, grid)
          : this.#negative(expr.operand, grid);
      default:
        return failExecution(`an instant vector was expected, not ${typeOf(expr)}`);
    }
  }

  /** Evaluates a scalar: one number per step. */
  scalar(expr: Expr, grid: Grid): Float64Array {
    if (expr.kind === "number") return new Float64Array(grid.count).fill(expr.value);
    if (grid.count > 1 && this.#invariants.has(expr)) {
      const [value = NaN] = this.scalar(expr, { ...grid, count: 1 });
      return new Float64Array(grid.count).fill(value);
    }
    this.budget.work(grid.count);
    switch (expr.kind) {
      case "call":
        return evaluateScalarCall(expr, grid, this);
      case "binary":
        return evaluateScalarBinary(expr, grid, this);
      case "paren":
        return this.scalar(expr.operand, grid);
      case "unary": {
        const values = this.scalar(expr.operand, grid);
        return expr.operator === "-" ? values.map((value) => -value) : values;
      }
      default:
        return failExecution(`a scalar was expected, not ${typeOf(expr)}`);
    }
  }

  /** Evaluates a scalar as a vector of one series without labels. */
  asVector(expr: Expr, grid: Grid): readonly Series[] {
    return [fromScalar(this.scalar(expr, grid))];
  }

  #negative(operand: Expr, grid: Grid): readonly Series[] {
    const list = this.vector(operand, grid).map((series) => ({
      labels: namelessLabels(this, series.labels),
      values: series.values.map((value) => -value),
      present: series.present,
      isNameDropped: true,
    }));
    return mergeSameLabels(list);
  }
}
