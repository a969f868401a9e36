import { PromqlFailure } from "../language/promql_error.ts";
import { escapedCodePoint, PERL_CLASSES, unicodeClass } from "./char_class.ts";
import { RegexCursor } from "./regex_cursor.ts";
import { bracketClass } from "./bracket_class.ts";
import type { RegexNode } from "./regex_node.ts";

const LARGEST_REPEAT = 1000;
const DEEPEST = 1000;
const EMPTY: RegexNode = { kind: "empty" };

/** Flags as `(?i-s)` sets them. */
interface Flags {
  readonly i: boolean;
  readonly m: boolean;
  readonly s: boolean;
  readonly U: boolean;
}

/**
 * Parses an expression in RE2's syntax; `.` matches a line feed, as in Prometheus.
 *
 * @throws PromqlFailure for what RE2 refuses: back-references, look-around, repeats over 1,000
 */
export function parseRegex(text: string): RegexNode {
  const parser = new RegexParser(text);
  return parser.whole();
}

class RegexParser {
  readonly #cursor: RegexCursor;
  #flags: Flags = { i: false, m: false, s: true, U: false };
  #captures = 0;
  #depth = 0;

  constructor(text: string) {
    this.#cursor = new RegexCursor(text);
  }

  whole(): RegexNode {
    const node = this.#alternation();
    if (!this.#cursor.isAtEnd) this.#cursor.fail("unexpected )", this.#cursor.text);
    return node;
  }

  #alternation(): RegexNode {
    if (++this.#depth > DEEPEST) {
      throw new PromqlFailure("bad_data", "error parsing regexp: expression nests too deeply");
    }
    const branches = [this.#branch()];
    while (this.#cursor.take("|")) branches.push(this.#branch());
    this.#depth--;
    return branches.length === 1 ? branches[0] ?? EMPTY : { kind: "alternate", branches };
  }

  #branch(): RegexNode {
    const parts: RegexNode[] = [];
    while (!this.#cursor.isAtEnd && !this.#cursor.sees("|") && !this.#cursor.sees(")")) {
      const from = this.#cursor.at;
      if (this.#cursor.take("\\Q")) {
        const literals = this.#literals();
        const last = literals.pop();
        parts.push(...literals);
        if (last !== undefined) parts.push(this.#repeated(last, from));
        continue;
      }
      const atom = this.#atom();
      if (atom === undefined) continue;
      parts.push(this.#repeated(atom, from));
    }
    return parts.length === 0 ? EMPTY : parts.length === 1 ? parts[0] ?? EMPTY : {
      kind: "concat",
      parts,
    };
  }

  #literals(): RegexNode[] {
    const end = this.#cursor.text.indexOf("\\E", this.#cursor.at);
    const written = this.#cursor.text.slice(this.#cursor.at, end < 0 ? undefined : end);
    this.#cursor.at = end < 0 ? this.#cursor.text.length : end + 2;
    return [...written].map((char) => this.#set(escapedCodePoint(char.codePointAt(0) ?? 0)));
  }

  #repeated(atom: RegexNode, from: number): RegexNode {
    let node = atom;
    for (let isFirst = true;; isFirst = false) {
      const operatorAt = this.#cursor.at;
      const range = this.#cursor.takeRepeat();
      if (range === undefined) return node;
      const isLazy = this.#cursor.take("?");
      const written = this.#cursor.text.slice(operatorAt, this.#cursor.at);
      if (!isFirst) {
        const whole = this.#cursor.text.slice(from, this.#cursor.at);
        this.#cursor.fail(
          "invalid nested repetition operator",
          whole.match(/[*+?{][^]*$/)?.[0] ?? written,
        );
      }
      const [min, max] = range;
      const bounded = max === Infinity ? min : max;
      if (bounded > LARGEST_REPEAT || (max !== Infinity && min > max)) {
        this.#cursor.fail("invalid repeat count", written.replace(/\?$/, ""));
      }
      if (bounded > 1 && bounded * repeatsIn(node) > LARGEST_REPEAT) {
        this.#cursor.fail("invalid repeat count", written.replace(/\?$/, ""));
      }
      node = { kind: "repeat", operand: node, min, max, isGreedy: isLazy === this.#flags.U };
    }
  }

  /** One atom; undefined when it only changed flags. */
  #atom(): RegexNode | undefined {
    const { i: _, m, s } = this.#flags;
    if (this.#cursor.sees("(")) return this.#group();
    if (this.#cursor.sees("[")) return this.#set(bracketClass(this.#cursor));
    if (this.#cursor.take("^")) {
      return { kind: "assert", what: m ? "line_start" : "text_start" };
    }
    if (this.#cursor.take("$")) return { kind: "assert", what: m ? "line_end" : "text_end" };
    if (this.#cursor.take(".")) return { kind: "set", source: s ? "[^]" : "[^\\n]" };
    if (this.#cursor.sees("\\")) return this.#escape();
    const operatorAt = this.#cursor.at;
    if (this.#cursor.takeRepeat() !== undefined) {
      const written = this.#cursor.text.slice(operatorAt, this.#cursor.at);
      this.#cursor.fail("missing argument to repetition operator", written);
    }
    return this.#set(escapedCodePoint(this.#cursor.next()));
  }

  #escape(): RegexNode {
    const { text, at } = this.#cursor;
    const letter = text[at + 1] ?? "";
    const simple: Readonly<Record<string, RegexNode>> = {
      A: { kind: "assert", what: "text_start" },
      z: { kind: "assert", what: "text_end" },
      b: { kind: "assert", what: "word" },
      B: { kind: "assert", what: "not_word" },
    };
    const perl = PERL_CLASSES[letter.toLowerCase()];
    if (Object.hasOwn(simple, letter)) {
      this.#cursor.at += 2;
      return simple[letter] ?? EMPTY;
    }
    if (perl !== undefined) {
      this.#cursor.at += 2;
      return { kind: "set", source: letter >= "a" ? `[${perl}]` : `[^${perl}]` };
    }
    const unicode = this.#cursor.takeUnicodeClass(unicodeClass);
    return this.#set(unicode ?? escapedCodePoint(this.#cursor.escaped()));
  }

  #group(): RegexNode | undefined {
    const from = this.#cursor.at;
    const name = this.#cursor.takeGroupName();
    if (name !== undefined) {
      return this.#capture(from, name);
    }
    if (!this.#cursor.take("(?")) {
      this.#cursor.take("(");
      return this.#capture(from, undefined);
    }
    const before = this.#flags;
    const flags = this.#readFlags(from);
    if (this.#cursor.take(")")) {
      this.#flags = flags; // until the end of the group around
      return undefined;
    }
    this.#cursor.at++; // the colon, which readFlags saw
    this.#flags = flags;
    const node = this.#alternation();
    this.#close(from);
    this.#flags = before;
    return node;
  }

  #capture(from: number, name: string | undefined): RegexNode {
    const before = this.#flags;
    const index = ++this.#captures;
    const operand = this.#alternation();
    this.#close(from);
    this.#flags = before;
    return { kind: "capture", operand, index, ...(name === undefined ? {} : { name }) };
  }

  #close(_from: number): void {
    if (!this.#cursor.take(")")) this.#cursor.fail("missing closing )", this.#cursor.text);
  }

  #readFlags(from: number): Flags {
    const [written = "", on = "", off = ""] = /^([imsU]*)(?:-([imsU]+))?(?=[):])/.exec(
      this.#cursor.text.slice(this.#cursor.at),
    ) ?? [];
    const next = this.#cursor.text[this.#cursor.at + written.length];
    if (next === undefined || !/[):]/.test(next) || (written === "" && next === ")")) {
      const shown = this.#cursor.text.slice(from, this.#cursor.at + 1);
      if (next === undefined && this.#cursor.at >= this.#cursor.text.length) {
        this.#cursor.fail("missing closing )", this.#cursor.text);
      }
      this.#cursor.fail("invalid or unsupported Perl syntax", shown);
    }
    this.#cursor.at += written.length;
    const flags = { ...this.#flags };
    for (const flag of on) flags[flag as keyof Flags] = true;
    for (const flag of off) flags[flag as keyof Flags] = false;
    return flags;
  }

  #set(source: string): RegexNode {
    return { kind: "set", source: this.#flags.i ? `(?i:${source})` : source };
  }
}

/** How often the largest counted repetition inside runs; RE2 bounds the product. */
function repeatsIn(node: RegexNode): number {
  switch (node.kind) {
    case "concat":
      return Math.max(1, ...node.parts.map(repeatsIn));
    case "alternate":
      return Math.max(1, ...node.branches.map(repeatsIn));
    case "capture":
      return repeatsIn(node.operand);
    case "repeat": {
      const bounded = node.max === Infinity ? Math.max(node.min, 1) : Math.max(node.max, 1);
      return bounded * repeatsIn(node.operand);
    }
    default:
      return 1;
  }
}
