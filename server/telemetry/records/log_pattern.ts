import { NetopsError } from "@netops/core";

/** What a pattern makes of a line; `too-long` when it might take too long to tell. */
export type PatternVerdict = "yes" | "no" | "too-long";

/** A search as `netops logs --grep` has it: a regular expression of JavaScript, without case. */
export interface LogPattern {
  test(text: string): PatternVerdict;
  /** The text that must occur, without case, when the pattern is plain ASCII text. */
  readonly literal: string | undefined;
}

/** Ways that an expression without repetition may try at one place. */
const MOST_WAYS = 10_000;
/** Endless repetitions, and the longest text that this many may be tried on: about 10⁸ steps. */
const LONGEST_BY_LOOPS = [Infinity, 16_384, 1_024, 128];

/**
 * Compiles a pattern that cannot stop the process: time grows with a power of the line, which is bounded.
 *
 * @throws {NetopsError} REQUEST_INVALID for what is no expression, and for one that may take exponential time.
 */
export function compilePattern(text: string): LogPattern {
  const regex = compile(text);
  const cost = costOf(text);
  const longest = cost === undefined ? undefined : LONGEST_BY_LOOPS[cost.loops];
  if (cost === undefined || longest === undefined || cost.ways > MOST_WAYS || text.length > 1_000) {
    throw new NetopsError(
      "REQUEST_INVALID",
      `Cannot search for "${text.slice(0, 80)}" as it may take forever`,
      {
        fix: "repeat no group that holds a choice, and nothing endlessly more than three times",
      },
    );
  }
  return {
    test: (line) => line.length > longest ? "too-long" : regex.test(line) ? "yes" : "no",
    literal: /^[ -~]+$/.test(text) && !/[\\^$.*+?()[\]{}|]/.test(text) ? text : undefined,
  };
}

function compile(text: string): RegExp {
  try {
    return new RegExp(text, "i");
  } catch (cause) {
    throw new NetopsError(
      "REQUEST_INVALID",
      `Cannot read "${text.slice(0, 80)}" as a regular expression`,
      {
        fix: "escape its special characters with a backslash",
        cause,
      },
    );
  }
}

interface Cost {
  /** Endless repetitions. */
  readonly loops: number;
  /** Ways to try what is bounded. */
  readonly ways: number;
}

const TOKEN =
  /\\(?:k<|[1-9]|.)|\[(?:\\.|[^\]\\])*\]|\((?:\?(?:[:=!]|<[=!]|<\w+>))?|\)|\||[*+?]\??|\{\d+(?:,\d*)?\}\??|[^]/gs;

/** An upper bound of what a valid expression may try; undefined when there is none. */
function costOf(text: string): Cost | undefined {
  const groups: { cost: Cost; branches: number }[] = [{ cost: ONE, branches: 1 }];
  let last: Cost = ONE;
  for (const [token] of text.matchAll(TOKEN)) {
    const group = groups.at(-1);
    if (group === undefined) return undefined;
    if (/^\\(k<|[1-9])/.test(token)) return undefined;
    if (token.startsWith("(")) groups.push({ cost: ONE, branches: 1 });
    else if (token === ")") last = closeGroup(groups);
    else if (token === "|") group.branches++;
    else if (REPEAT.test(token)) {
      const repeated = repeat(last, token);
      if (repeated === undefined) return undefined;
      group.cost = both(group.cost, repeated);
      last = ONE;
    } else last = ONE;
  }
  const whole = groups[0];
  return whole === undefined ? undefined : both(whole.cost, { loops: 0, ways: whole.branches });
}

const ONE: Cost = { loops: 0, ways: 1 };
const REPEAT = /^(?:[*+?]\??|\{\d+(?:,\d*)?\}\??)$/;

function both(one: Cost, other: Cost): Cost {
  return { loops: one.loops + other.loops, ways: one.ways * other.ways };
}

/** Adds a group to the one around it; answers what it costs alone, in case it is repeated. */
function closeGroup(groups: { cost: Cost; branches: number }[]): Cost {
  const inner = groups.pop();
  const outer = groups.at(-1);
  const cost = both(inner?.cost ?? ONE, { loops: 0, ways: inner?.branches ?? 1 });
  if (outer !== undefined) outer.cost = both(outer.cost, cost);
  return cost;
}

/** What a repetition adds to what it repeats; undefined when it multiplies without bound. */
function repeat(inner: Cost, token: string): Cost | undefined {
  const { loops, least, most } = countsOf(token);
  if (most > 1 && (inner.loops > 0 || inner.ways > 1)) return undefined;
  return { loops, ways: loops > 0 ? 1 : most - least + 1 };
}

function countsOf(token: string): { loops: number; least: number; most: number } {
  if (token.startsWith("?")) return { loops: 0, least: 0, most: 1 };
  if (!token.startsWith("{")) return { loops: 1, least: 0, most: Infinity };
  const [least = "0", most] = token.slice(1, token.lastIndexOf("}")).split(",");
  if (most === undefined) return { loops: 0, least: Number(least), most: Number(least) };
  if (most === "") return { loops: 1, least: Number(least), most: Infinity };
  return { loops: 0, least: Number(least), most: Number(most) };
}
