import { PromqlFailure } from "../language/promql_error.ts";
import { Automaton } from "./automaton.ts";
import { parseRegex } from "./parse_regex.ts";
import { isTame, type RegexNode, toJavaScript } from "./regex_node.ts";

/** A match of a whole text: what each group took, undefined where it took no part. */
export interface RegexMatch {
  /** By number; 0 is the whole text. */
  readonly groups: readonly (string | undefined)[];
  readonly numberOfName: ReadonlyMap<string, number>;
}

/** An expression in RE2's syntax, anchored at both ends. */
export interface CompiledRegex {
  matches(text: string): boolean;
  exec(text: string): RegexMatch | undefined;
}

/**
 * Compiles an expression in RE2's syntax that must match a whole text.
 *
 * JavaScript's own engine runs those that cannot make it backtrack for long; an automaton runs the others.
 *
 * @throws PromqlFailure when RE2 refuses the expression
 */
export function compileRegex(text: string): CompiledRegex {
  const node = parseAnchored(text);
  const names = new Map<string, number>();
  const count = collectNames(node, names);
  return isTame(node) ? nativeRegex(node, names) : automatonRegex(node, count, names);
}

function parseAnchored(text: string): RegexNode {
  try {
    return parseRegex(text);
  } catch (error) {
    if (error instanceof RangeError) {
      throw new PromqlFailure("bad_data", "error parsing regexp: expression nests too deeply");
    }
    throw error;
  }
}

function collectNames(node: RegexNode, names: Map<string, number>): number {
  switch (node.kind) {
    case "capture":
      if (node.name !== undefined) names.set(node.name, node.index);
      return Math.max(node.index, collectNames(node.operand, names));
    case "repeat":
      return collectNames(node.operand, names);
    case "concat":
      return Math.max(0, ...node.parts.map((part) => collectNames(part, names)));
    case "alternate":
      return Math.max(0, ...node.branches.map((branch) => collectNames(branch, names)));
    default:
      return 0;
  }
}

function nativeRegex(node: RegexNode, numberOfName: ReadonlyMap<string, number>): CompiledRegex {
  const pattern = new RegExp(`^(?:${toJavaScript(node)})$`, "u");
  return {
    matches: (text) => pattern.test(text),
    exec(text) {
      const found = pattern.exec(text);
      return found === null ? undefined : { groups: [...found], numberOfName };
    },
  };
}

function automatonOf(node: RegexNode, captureCount: number): Automaton {
  try {
    return new Automaton(node, captureCount);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new PromqlFailure("bad_data", "error parsing regexp: expression too large");
  }
}

function automatonRegex(
  node: RegexNode,
  captureCount: number,
  numberOfName: ReadonlyMap<string, number>,
): CompiledRegex {
  const automaton = automatonOf(node, captureCount);
  return {
    matches: (text) => automaton.matches(text),
    exec(text) {
      const slots = automaton.exec(text);
      if (slots === undefined) return undefined;
      const groups = Array.from({ length: captureCount + 1 }, (_, index) => {
        const [from = -1, to = -1] = slots.subarray(2 * index, 2 * index + 2);
        return from < 0 || to < 0 ? undefined : text.slice(from, to);
      });
      return { groups, numberOfName };
    },
  };
}
