import type { DurationExpr } from "../language/ast.ts";
import { LONGEST_SECONDS } from "../language/build_duration.ts";
import { failExecution } from "../language/promql_error.ts";
import type { Evaluation } from "./evaluation.ts";

/** The length of a range or step in whole milliseconds. @throws PromqlFailure when it is not above 0 */
export function rangeMsOf(duration: DurationExpr, evaluation: Evaluation): number {
  if (duration.kind === "literal") return Math.trunc(toMs(duration.number.value));
  const seconds = checked(duration, evaluation);
  if (seconds <= 0) fail(duration, "duration must be greater than 0");
  return Math.trunc(seconds * 1000);
}

/** The length of an offset in whole milliseconds, which may be negative. */
export function offsetMsOf(duration: DurationExpr | undefined, evaluation: Evaluation): number {
  if (duration === undefined) return 0;
  if (duration.kind === "literal") return Math.trunc(toMs(duration.number.value));
  return Math.trunc(checked(duration, evaluation) * 1000);
}

/** Prometheus counts nanoseconds; so 0.1 s is 100 ms whatever its binary digits are. */
function toMs(seconds: number): number {
  return Math.round(seconds * 1e9) / 1e6;
}

function checked(duration: DurationExpr, evaluation: Evaluation): number {
  const seconds = secondsOf(duration, evaluation);
  if (!Number.isFinite(seconds)) fail(duration, "duration is NaN or infinite");
  if (Math.abs(seconds) > LONGEST_SECONDS) fail(duration, "duration is out of range");
  return seconds;
}

function secondsOf(duration: DurationExpr, evaluation: Evaluation): number {
  switch (duration.kind) {
    case "literal":
      return duration.number.value;
    case "context": {
      const { queryGrid, queryEndMs, queryStepMs } = evaluation;
      return (duration.name === "step" ? queryStepMs : queryEndMs - queryGrid.startMs) / 1000;
    }
    case "negation":
      return -secondsOf(duration.operand, evaluation);
    case "paren":
      return secondsOf(duration.operand, evaluation);
    case "operation":
      return operationOf(duration, evaluation);
  }
}

function operationOf(
  duration: Extract<DurationExpr, { kind: "operation" }>,
  evaluation: Evaluation,
): number {
  const left = secondsOf(duration.left, evaluation);
  const right = secondsOf(duration.right, evaluation);
  switch (duration.operator) {
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return left * right;
    case "/":
      if (right === 0) fail(duration, "division by zero");
      return left / right;
    case "%":
      if (right === 0) fail(duration, "modulo by zero");
      return left % right;
    case "^":
      return left ** right;
    case "min_of":
      return Math.min(left, right);
    case "max_of":
      return Math.max(left, right);
  }
}

function fail(duration: DurationExpr, what: string): never {
  const span = duration.kind === "literal" ? duration.number.span : duration.span;
  failExecution(`${span.start}:${span.end}: ${what}`);
}
