import type { LabelMatcher } from "../../model/matcher.ts";
import { METRIC_NAME } from "../../model/label_set.ts";
import { formatNumber, formatShortest } from "../render/format_number.ts";
import type {
  Aggregate,
  Binary,
  DurationExpr,
  Expr,
  MatrixSelector,
  Subquery,
  TimeModifiers,
  VectorSelector,
} from "./ast.ts";
import { formatDurationMs, quote } from "./literals.ts";

const WIDEST = 100;

/** Writes an expression in the one form that Prometheus gives it; long ones are broken into lines. */
export function formatPromql(expr: Expr): string {
  return pretty(expr, 0);
}

/** Writes an expression in one line. */
export function inOneLine(expr: Expr): string {
  switch (expr.kind) {
    case "number":
      return expr.isDuration ? formatDurationMs(expr.value * 1000) : formatNumber(expr.value);
    case "string":
      return quote(expr.value);
    case "vector":
      return `${selectorText(expr)}${modifiersText(expr)}`;
    case "matrix":
      return matrixText(expr);
    case "subquery":
      return `${inOneLine(expr.operand)}${subquerySuffix(expr)}`;
    case "call":
      return `${expr.name}(${expr.args.map(inOneLine).join(", ")})`;
    case "aggregate": {
      const args = expr.parameter === undefined ? [expr.operand] : [expr.parameter, expr.operand];
      return `${aggregateHead(expr)}(${args.map(inOneLine).join(", ")})`;
    }
    case "binary":
      return `${inOneLine(expr.left)} ${operatorText(expr)} ${inOneLine(expr.right)}`;
    case "unary":
      return `${expr.operator}${inOneLine(expr.operand)}`;
    case "paren":
      return `(${inOneLine(expr.operand)})`;
  }
}

function pretty(expr: Expr, level: number): string {
  const indent = "  ".repeat(level);
  const line = inOneLine(expr);
  if (line.length <= WIDEST) return indent + line;
  switch (expr.kind) {
    case "call":
      return `${indent}${expr.name}(\n${lines(expr.args, level + 1)}\n${indent})`;
    case "aggregate": {
      const args = expr.parameter === undefined ? [expr.operand] : [expr.parameter, expr.operand];
      return `${indent}${aggregateHead(expr)}(\n${lines(args, level + 1)}\n${indent})`;
    }
    case "binary": {
      const left = pretty(expr.left, level + 1);
      return `${left}\n${indent}${operatorText(expr)}\n${pretty(expr.right, level + 1)}`;
    }
    case "paren":
      return `${indent}(\n${pretty(expr.operand, level + 1)}\n${indent})`;
    case "subquery":
      return `${pretty(expr.operand, level)}${subquerySuffix(expr)}`;
    case "unary":
      return `${indent}${expr.operator}${pretty(expr.operand, level).trimStart()}`;
    default:
      return indent + line;
  }
}

function lines(args: readonly Expr[], level: number): string {
  return args.map((arg) => pretty(arg, level)).join(",\n");
}

function aggregateHead({ operator, labels, isWithout }: Aggregate): string {
  if (isWithout) return `${operator} without (${labelList(labels)}) `;
  return labels.length > 0 ? `${operator} by (${labelList(labels)}) ` : operator;
}

function operatorText({ operator, isBool, matching }: Binary): string {
  let text = `${operator}${isBool ? " bool" : ""}`;
  const group = matching.cardinality === "many-to-one"
    ? "group_left"
    : matching.cardinality === "one-to-many"
    ? "group_right"
    : undefined;
  if (matching.labels.length > 0 || matching.isOn || group !== undefined) {
    text += ` ${matching.isOn ? "on" : "ignoring"} (${labelList(matching.labels)})`;
  }
  if (group !== undefined) text += ` ${group} (${labelList(matching.include)})`;
  const { fillLeft, fillRight } = matching;
  if (fillLeft !== undefined && Object.is(fillLeft, fillRight)) {
    return `${text} fill (${formatShortest(fillLeft)})`;
  }
  if (fillLeft !== undefined) text += ` fill_left (${formatShortest(fillLeft)})`;
  if (fillRight !== undefined) text += ` fill_right (${formatShortest(fillRight)})`;
  return text;
}

function labelList(labels: readonly string[]): string {
  return labels.map((label) => /^[A-Za-z_]\w*$/.test(label) ? label : quote(label)).join(", ");
}

function selectorText({ name, matchers }: VectorSelector): string {
  const shown = matchers.filter((matcher) => !isNameItself(matcher, name)).map(matcherText).sort();
  return `${name ?? ""}${shown.length > 0 ? `{${shown.join(",")}}` : ""}`;
}

function isNameItself(matcher: LabelMatcher, name: string | undefined): boolean {
  return matcher.name === METRIC_NAME && matcher.type === "=" && matcher.value === name;
}

function matcherText({ name, type, value }: LabelMatcher): string {
  const label = /^[A-Za-z_]\w*$/.test(name) ? name : quote(name);
  return `${label}${type}${quote(value)}`;
}

function matrixText({ selector, range }: MatrixSelector): string {
  const edges = selector.edges === undefined ? "" : ` ${selector.edges}`;
  const { edges: _, ...plain } = selector;
  return `${selectorText(plain)}[${durationText(range)}]${edges}${modifiersText(plain)}`;
}

function subquerySuffix(expr: Subquery): string {
  const step = expr.step === undefined ? "" : durationText(expr.step);
  return `[${durationText(expr.range)}:${step}]${modifiersText(expr)}`;
}

function modifiersText({ at, offset, ...rest }: TimeModifiers): string {
  let text = at === undefined
    ? ""
    : at.kind === "time"
    ? ` @ ${(at.timeMs / 1000).toFixed(3)}`
    : ` @ ${at.kind}()`;
  if ("edges" in rest && typeof rest.edges === "string") text += ` ${rest.edges}`;
  return offset === undefined ? text : `${text} offset ${durationText(offset)}`;
}

function durationText(duration: DurationExpr): string {
  switch (duration.kind) {
    case "literal":
      return formatDurationMs(duration.number.value * 1000);
    case "context":
      return `${duration.name}()`;
    case "negation":
      return `-${termText(duration.operand)}`;
    case "paren":
      return `(${termText(duration.operand)})`;
    case "operation": {
      const [left, right] = [termText(duration.left), termText(duration.right)];
      const isCall = duration.operator === "min_of" || duration.operator === "max_of";
      return isCall
        ? `${duration.operator}(${left}, ${right})`
        : `${left} ${duration.operator} ${right}`;
    }
  }
}

/** A literal within arithmetic stays a number when it was written as one. */
function termText(duration: DurationExpr): string {
  if (duration.kind !== "literal") return durationText(duration);
  return inOneLine(duration.number);
}
