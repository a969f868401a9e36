import { failExecution } from "../language/promql_error.ts";
import type { Assertion, RegexNode } from "./regex_node.ts";

/** One step of the automaton. */
type Step =
  | { readonly kind: "set"; readonly test: (char: string) => boolean }
  | { readonly kind: "assert"; readonly what: Assertion }
  | { readonly kind: "save"; readonly slot: number }
  | { kind: "split"; first: number; second: number }
  | { kind: "jump"; first: number }
  | { readonly kind: "match" };

/** Steps of one program. */
const LARGEST_PROGRAM = 20_000;
/** Steps that one automaton goes in its life, about a second: nobody looks at the clock meanwhile. */
const ALLOWANCE = 30_000_000;

/**
 * A matcher that takes time in proportion to text and expression, whatever they are.
 *
 * It follows all ways through the expression at once, the preferred first.
 * Source: R. Cox, "Regular Expression Matching: the Virtual Machine Approach" (2009), Pike's machine.
 */
export class Automaton {
  readonly #steps: Step[] = [];
  readonly #slots: number;
  #allowance = ALLOWANCE;

  /** @throws RangeError when the expression is too large */
  constructor(node: RegexNode, captureCount: number) {
    this.#slots = 2 * (captureCount + 1);
    this.#compile(node);
    this.#steps.push({ kind: "match" });
  }

  /**
   * Says whether the whole text matches, which is cheaper than finding captures.
   *
   * @throws PromqlFailure when the expression has cost too much
   */
  matches(text: string): boolean {
    const size = this.#steps.length;
    const seen = new Int32Array(size).fill(-1);
    let [current, next] = [new Int32Array(size), new Int32Array(size)];
    const place = { text, at: 0, seen, isFinal: text.length === 0 };
    let count = this.#reach(0, place, { list: current, count: 0 });
    for (const char of text) {
      if (count === 0) return false;
      this.#pay(count + 1);
      place.at += char.length;
      place.isFinal = place.at === text.length;
      let found = 0;
      for (let index = 0; index < count; index++) {
        const at = current[index] as number;
        const step = this.#steps[at];
        if (step?.kind !== "set" || !step.test(char)) continue;
        found = this.#reach(at + 1, place, { list: next, count: found });
      }
      [current, next, count] = [next, current, found];
    }
    return current.subarray(0, count).some((at) => this.#steps[at]?.kind === "match");
  }

  /** Adds the steps that are reached without a character; gives how many are listed then. */
  #reach(from: number, place: Place, into: { readonly list: Int32Array; count: number }): number {
    const pending = [from];
    for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
      if (place.seen[at] === place.at) continue;
      place.seen[at] = place.at;
      this.#allowance--;
      const step = this.#steps[at];
      if (step?.kind === "split") pending.push(step.second, step.first);
      else if (step?.kind === "jump") pending.push(step.first);
      else if (step?.kind === "save") pending.push(at + 1);
      else if (step?.kind === "assert") {
        if (holds(step.what, place)) pending.push(at + 1);
      } else if (step?.kind !== "match" || place.isFinal) into.list[into.count++] = at;
    }
    return into.count;
  }

  #pay(steps: number): void {
    this.#allowance -= steps;
    if (this.#allowance < 0) failExecution("a regular expression costs too much");
  }

  /**
   * Matches the whole text; gives start and end of each capture, -1 where it took no part.
   *
   * @throws PromqlFailure when the expression has cost too much
   */
  exec(text: string): Int32Array | undefined {
    let threads: Thread[] = [];
    const seen = new Int32Array(this.#steps.length).fill(-1);
    const place = { text, at: 0, seen, isFinal: text.length === 0 };
    this.#follow({ step: 0, slots: new Int32Array(this.#slots).fill(-1) }, place, threads);
    for (const char of text) {
      const next: Thread[] = [];
      this.#pay(threads.length + 1);
      const after = place.at + char.length;
      const target = { text, at: after, seen, isFinal: after === text.length };
      for (const thread of threads) {
        const step = this.#steps[thread.step];
        if (step?.kind !== "set" || !step.test(char)) continue;
        this.#follow({ step: thread.step + 1, slots: thread.slots }, target, next);
      }
      threads = next;
      place.at = after;
      if (threads.length === 0) return undefined;
    }
    const found = threads.find((thread) => this.#steps[thread.step]?.kind === "match");
    if (found === undefined) return undefined;
    found.slots[0] = 0;
    found.slots[1] = text.length;
    return found.slots;
  }

  /** Adds a thread, and those that it becomes without a character, in order of preference. */
  #follow(start: Thread, place: Place, into: Thread[]): void {
    const pending = [start];
    for (let thread = pending.pop(); thread !== undefined; thread = pending.pop()) {
      this.#allowance--;
      if (place.seen[thread.step] === place.at) continue;
      place.seen[thread.step] = place.at;
      const step = this.#steps[thread.step];
      switch (step?.kind) {
        case "jump":
          pending.push({ step: step.first, slots: thread.slots });
          break;
        case "split":
          pending.push({ step: step.second, slots: thread.slots });
          pending.push({ step: step.first, slots: thread.slots });
          break;
        case "save": {
          const slots = thread.slots.slice();
          slots[step.slot] = place.at;
          pending.push({ step: thread.step + 1, slots });
          break;
        }
        case "assert":
          if (holds(step.what, place)) pending.push({ step: thread.step + 1, slots: thread.slots });
          break;
        case "match":
          if (place.isFinal) into.push(thread);
          break;
        default:
          into.push(thread);
      }
    }
  }

  #compile(node: RegexNode): void {
    if (this.#steps.length > LARGEST_PROGRAM) throw new RangeError("expression too large");
    switch (node.kind) {
      case "set":
        this.#steps.push({ kind: "set", test: setTest(node.source) });
        break;
      case "assert":
        this.#steps.push({ kind: "assert", what: node.what });
        break;
      case "concat":
        for (const part of node.parts) this.#compile(part);
        break;
      case "capture":
        this.#steps.push({ kind: "save", slot: 2 * node.index });
        this.#compile(node.operand);
        this.#steps.push({ kind: "save", slot: 2 * node.index + 1 });
        break;
      case "alternate":
        this.#alternate(node.branches);
        break;
      case "repeat":
        this.#repeat(node);
    }
  }

  #alternate(branches: readonly RegexNode[]): void {
    const jumps: { kind: "jump"; first: number }[] = [];
    branches.forEach((branch, index) => {
      if (index === branches.length - 1) return this.#compile(branch);
      const split = { kind: "split" as const, first: this.#steps.length + 1, second: 0 };
      this.#steps.push(split);
      this.#compile(branch);
      const jump = { kind: "jump" as const, first: 0 };
      this.#steps.push(jump);
      jumps.push(jump);
      split.second = this.#steps.length;
    });
    for (const jump of jumps) jump.first = this.#steps.length;
  }

  #repeat(node: Extract<RegexNode, { kind: "repeat" }>): void {
    for (let count = 0; count < node.min; count++) this.#compile(node.operand);
    if (node.max === Infinity) {
      const at = this.#steps.length;
      this.#optional(node, () => this.#steps.push({ kind: "jump", first: at }));
      return;
    }
    for (let count = node.min; count < node.max; count++) this.#optional(node, () => {});
  }

  #optional(node: Extract<RegexNode, { kind: "repeat" }>, finish: () => void): void {
    const split = { kind: "split" as const, first: 0, second: 0 };
    this.#steps.push(split);
    const inside = this.#steps.length;
    this.#compile(node.operand);
    finish();
    const after = this.#steps.length;
    [split.first, split.second] = node.isGreedy ? [inside, after] : [after, inside];
  }
}

interface Thread {
  readonly step: number;
  readonly slots: Int32Array;
}

interface Place {
  readonly text: string;
  at: number;
  /** The place at which each step was last added; `at` grows, so nothing is cleared. */
  readonly seen: Int32Array;
  isFinal: boolean;
}

function holds(what: Assertion, { text, at, isFinal }: Place): boolean {
  switch (what) {
    case "text_start":
      return at === 0;
    case "text_end":
      return isFinal;
    case "line_start":
      return at === 0 || text[at - 1] === "\n";
    case "line_end":
      return isFinal || text[at] === "\n";
    default: {
      const isEdge = isWord(text[at - 1]) !== isWord(text[at]);
      return isEdge === (what === "word");
    }
  }
}

function isWord(char: string | undefined): boolean {
  return char !== undefined && /[0-9A-Za-z_]/.test(char);
}

/** Makes the test of one character; answers on ASCII are kept in a table. */
function setTest(source: string): (char: string) => boolean {
  const pattern = new RegExp(`^(?:${source})$`, "u");
  const ascii = Uint8Array.from(
    { length: 128 },
    (_, code) => Number(pattern.test(String.fromCharCode(code))),
  );
  return (char) => {
    const code = char.charCodeAt(0);
    return code < 128 ? ascii[code] === 1 : pattern.test(char);
  };
}
