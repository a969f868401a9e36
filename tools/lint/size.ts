import { placeOf } from "./place.ts";

const FILE_LINES = 300;
const TEST_FILE_LINES = 400;
const FUNCTION_LINES = 60;
const PARAMETERS = 3;
const NESTING = 3;

type FunctionNode =
  | Deno.lint.FunctionDeclaration
  | Deno.lint.FunctionExpression
  | Deno.lint.ArrowFunctionExpression;

const FUNCTIONS: readonly string[] = [
  "FunctionDeclaration",
  "FunctionExpression",
  "ArrowFunctionExpression",
];

const NESTS: readonly string[] = [
  "IfStatement",
  "ForStatement",
  "ForInStatement",
  "ForOfStatement",
  "WhileStatement",
  "DoWhileStatement",
  "SwitchStatement",
  "TryStatement",
];

/** Files, functions, parameter lists and nesting stay small. Bodies of tests may be longer. */
export const size: Deno.lint.Rule = {
  create(context) {
    const place = placeOf(context.filename);
    if (place.folder === "examples") return {};
    const lines = linesOf(context.sourceCode.text);
    const checkFunction = (node: FunctionNode) => {
      const isTest = place.isTest || place.folder === "tests";
      const length = lines(node.range[1]) - lines(node.range[0]) + 1;
      if (length > FUNCTION_LINES && !isTest) {
        const message = `This function has ${length} lines; ${FUNCTION_LINES} are the limit`;
        context.report({ node, message });
      }
      const complaint = countComplaint(node) ??
        (isTest ? undefined : thirdComplaint(node));
      if (complaint !== undefined) context.report({ node, message: complaint });
    };
    const checkNesting = (node: Deno.lint.Node) => {
      const depth = nestingOf(node, context.sourceCode.getAncestors(node));
      if (depth === NESTING + 1) {
        context.report({ node, message: `Nesting is deeper than ${NESTING}; name the inner part` });
      }
    };
    return {
      Program(node) {
        const length = context.sourceCode.text.trimEnd().split("\n").length;
        const limit = place.isTest ? TEST_FILE_LINES : FILE_LINES;
        if (length <= limit) return;
        const message = `This file has ${length} lines; ${limit} are the limit`;
        context.report({ range: [node.range[0], node.range[0] + 1], message });
      },
      FunctionDeclaration: checkFunction,
      FunctionExpression: checkFunction,
      ArrowFunctionExpression: checkFunction,
      [NESTS.join(", ")]: checkNesting,
    };
  },
};

/** Makes a function that gives the line of an offset. */
function linesOf(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return (offset) => {
    let [low, high] = [0, starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  };
}

function countComplaint(node: FunctionNode): string | undefined {
  const count = node.params.length;
  return count > PARAMETERS
    ? `${count} parameters; ${PARAMETERS} are the limit: use an options object`
    : undefined;
}

/** A third parameter that may be left out, or is a flag, needs a name at the call: in options. */
function thirdComplaint(node: FunctionNode): string | undefined {
  const third = node.params[2];
  if (third === undefined || node.type !== "FunctionDeclaration") return undefined;
  const isDefault = third.type === "AssignmentPattern";
  const pattern = isDefault ? third.left : third;
  if (pattern.type !== "Identifier" || /(options|context|signal)$/i.test(pattern.name)) {
    return undefined;
  }
  const isFlag = pattern.typeAnnotation?.typeAnnotation.type === "TSBooleanKeyword";
  return isDefault || isFlag || pattern.optional
    ? "A third parameter that is optional or a flag belongs into an options object"
    : undefined;
}

/** How deep a statement is nested in its function; `else if` does not count. */
function nestingOf(node: Deno.lint.Node, ancestors: readonly Deno.lint.Node[]): number {
  const chain = [...ancestors, node];
  const start = chain.findLastIndex((ancestor) => FUNCTIONS.includes(ancestor.type));
  return chain.slice(start + 1).filter((ancestor, at, inside) => {
    const parent = inside[at - 1];
    const isElseIf = ancestor.type === "IfStatement" && parent?.type === "IfStatement" &&
      parent.alternate?.range[0] === ancestor.range[0];
    return NESTS.includes(ancestor.type) && !isElseIf;
  }).length;
}
