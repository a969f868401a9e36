import { boundary, literal, readClass, readEscape, shorthand } from "./classes.ts";
import { type Flags, PatternProblem, type Piece } from "./problem.ts";

const NO_FLAGS: Flags = { i: false, m: false, s: false, x: false, a: false };
const START = "(?<![^])";
const END = "(?![^])";
const EMPTY: Piece = { source: "", least: 0, most: 0 };

/**
 * Makes a pattern of Python's `re` one of ours, for `search`.
 *
 * @throws {PatternProblem} when Python would refuse it; conditional groups and `\N{…}` are refused too.
 */
export function compilePattern(pattern: string): RegExp {
  const { flags, body } = readGlobalFlags(pattern);
  const source = new Translator(body).translate(flags);
  try {
    return new RegExp(source, flags.i ? "iv" : "v");
  } catch {
    throw new PatternProblem("the pattern cannot be expressed here");
  }
}

/** Flags for all of a pattern stand at its start, comments between them. */
function readGlobalFlags(pattern: string): { flags: Flags; body: string } {
  let [flags, body] = [NO_FLAGS, pattern];
  for (;;) {
    const ignorable = (flags.x ? /^(?:\s|#[^\n]*(?:\n|$)|\(\?#[^)]*\))+/ : /^(?:\(\?#[^)]*\))+/)
      .exec(body);
    const rest = body.slice(ignorable?.[0].length ?? 0);
    const global = /^\(\?([aiLmsux]+)\)/.exec(rest);
    if (global === null) return { flags, body };
    flags = withFlags(flags, global[1] ?? "", "");
    body = rest.slice(global[0].length);
  }
}

function withFlags(flags: Flags, on: string, off: string): Flags {
  if (on.includes("L")) throw new PatternProblem("cannot use 'L' flag with a str pattern");
  if (on.includes("a") && on.includes("u")) {
    throw new PatternProblem("flags 'a' and 'u' are incompatible");
  }
  const pick = (letter: "i" | "m" | "s" | "x") =>
    on.includes(letter) || (flags[letter] && !off.includes(letter));
  return {
    i: pick("i"),
    m: pick("m"),
    s: pick("s"),
    x: pick("x"),
    a: on.includes("a") || (flags.a && !on.includes("u")),
  };
}

interface Atom extends Piece {
  /** False for `^`, `$`, `\b`: there is nothing to repeat. */
  readonly isRepeatable: boolean;
}

class Translator {
  readonly #text: string;
  #at = 0;
  #groups = 0;
  #hidden = 0;
  readonly #names = new Map<string, number>();
  readonly #widths = new Map<number, Piece>();

  constructor(text: string) {
    this.#text = text;
  }

  translate(flags: Flags): string {
    const { source } = this.#alternatives(flags);
    if (this.#at < this.#text.length) throw new PatternProblem("unbalanced parenthesis");
    return source;
  }

  #alternatives(flags: Flags): Piece {
    const branches = [this.#sequence(flags)];
    while (this.#take("|")) branches.push(this.#sequence(flags));
    return {
      source: branches.map(({ source }) => source).join("|"),
      least: Math.min(...branches.map(({ least }) => least)),
      most: Math.max(...branches.map(({ most }) => most)),
    };
  }

  #sequence(flags: Flags): Piece {
    let sum: Piece = EMPTY;
    for (;;) {
      this.#skipIgnorable(flags);
      const char = this.#text.charAt(this.#at);
      if (char === "" || char === "|" || char === ")") return sum;
      const atom = this.#atom(flags);
      this.#skipIgnorable(flags);
      const piece = this.#repeat(atom, flags);
      sum = {
        source: sum.source + piece.source,
        least: sum.least + piece.least,
        most: sum.most + piece.most,
      };
    }
  }

  #repeat(atom: Atom, flags: Flags): Piece {
    const range = this.#repeatRange();
    if (range === undefined) return atom;
    if (!atom.isRepeatable) throw new PatternProblem("nothing to repeat");
    const { least, most } = range;
    const isLazy = this.#take("?");
    const isPossessive = !isLazy && this.#take("+");
    this.#skipIgnorable(flags);
    if (this.#repeatRange() !== undefined) throw new PatternProblem("multiple repeat");
    const count = `{${least},${most === Infinity ? "" : most}}`;
    const source = `(?:${atom.source})${count}${isLazy ? "?" : ""}`;
    return {
      source: isPossessive ? this.#atomic(source) : source,
      least: atom.least * least,
      most: atom.most === 0 ? 0 : atom.most * most,
    };
  }

  #repeatRange(): { least: number; most: number } | undefined {
    if (this.#take("*")) return { least: 0, most: Infinity };
    if (this.#take("+")) return { least: 1, most: Infinity };
    if (this.#take("?")) return { least: 0, most: 1 };
    const match = /^\{(\d*)(,?)(\d*)\}/.exec(this.#text.slice(this.#at));
    if (match === null || (match[1] === "" && match[2] === "")) return undefined;
    const [all, low = "", comma, high = ""] = match;
    if (comma === "" && high !== "") return undefined;
    this.#at += all.length;
    const least = low === "" ? 0 : Number(low);
    const most = comma === "" ? least : high === "" ? Infinity : Number(high);
    if (most < least) throw new PatternProblem("min repeat greater than max repeat");
    return { least, most };
  }

  #atom(flags: Flags): Atom {
    const char = this.#text.charAt(this.#at);
    if (char === "(") return this.#group(flags);
    if (char === "[") {
      const { source, end } = readClass(this.#text, this.#at, flags);
      this.#at = end;
      return one(source);
    }
    if (char === "\\") return this.#escape(flags);
    if ("*+?".includes(char)) throw new PatternProblem("nothing to repeat");
    if (char === "{" && this.#repeatRange() !== undefined) {
      throw new PatternProblem("nothing to repeat");
    }
    const code = this.#text.codePointAt(this.#at) ?? 0;
    this.#at += String.fromCodePoint(code).length;
    if (char === ".") return one(flags.s ? "[^]" : "[^\\n]");
    if (char === "^") return anchor(flags.m ? "(?<![^\\n])" : START);
    if (char === "$") return anchor(flags.m ? `(?=\\n|${END})` : `(?=\\n?${END})`);
    return one(literal(code));
  }

  #escape(flags: Flags): Atom {
    const mark = this.#text.charAt(this.#at + 1);
    if (mark !== "" && "dDsSwW".includes(mark)) {
      this.#at += 2;
      return one(shorthand(mark, flags));
    }
    const anchors: Readonly<Record<string, string>> = {
      A: START,
      Z: END,
      b: boundary(false, flags),
      B: boundary(true, flags),
    };
    const found = anchors[mark];
    if (found !== undefined) {
      this.#at += 2;
      return anchor(found);
    }
    const reference = /^[1-9]\d?/.exec(this.#text.slice(this.#at + 1))?.[0];
    const isOctal = /^[0-3][0-7]{2}/.test(this.#text.slice(this.#at + 1));
    if (reference !== undefined && !isOctal) {
      this.#at += 1 + reference.length;
      return this.#reference(Number(reference));
    }
    const { code, length } = readEscape(this.#text, this.#at);
    this.#at += length;
    return one(literal(code));
  }

  #reference(group: number): Atom {
    if (group > this.#groups) throw new PatternProblem(`invalid group reference ${group}`);
    const width = this.#widths.get(group);
    if (width === undefined) throw new PatternProblem("cannot refer to an open group");
    return { source: `\\k<g${group}>`, least: width.least, most: width.most, isRepeatable: true };
  }

  #group(flags: Flags): Atom {
    this.#at++;
    if (!this.#take("?")) return this.#capture(flags);
    if (this.#take(":")) return wrap("(?:", this.#inside(flags));
    if (this.#take(">")) {
      const inner = this.#inside(flags);
      return { ...inner, source: this.#atomic(inner.source), isRepeatable: true };
    }
    if (this.#take("P<")) return this.#capture(flags, this.#name(">"));
    if (this.#take("P=")) {
      const name = this.#name(")");
      const group = this.#names.get(name);
      if (group === undefined) throw new PatternProblem(`unknown group name '${name}'`);
      return this.#reference(group);
    }
    for (const look of ["=", "!"]) {
      if (this.#take(look)) return { ...wrap(`(?${look}`, this.#inside(flags)), least: 0, most: 0 };
      if (this.#take(`<${look}`)) return lookBehind(look, this.#inside(flags));
    }
    return this.#flagged(flags);
  }

  #capture(flags: Flags, name?: string): Atom {
    const group = ++this.#groups;
    if (name !== undefined) {
      if (this.#names.has(name)) throw new PatternProblem(`redefinition of group name '${name}'`);
      this.#names.set(name, group);
    }
    const inner = this.#inside(flags);
    this.#widths.set(group, inner);
    return wrap(`(?<g${group}>`, inner);
  }

  #flagged(flags: Flags): Atom {
    const match = /^([aiLmsux]*)(?:-([imsx]+))?([:)])/.exec(this.#text.slice(this.#at));
    if (match === null) throw new PatternProblem("unknown extension ?");
    const [all, on = "", off = "", end] = match;
    if (end === ")") {
      throw new PatternProblem("global flags not at the start of the expression");
    }
    this.#at += all.length;
    const changed = withFlags(flags, on, off);
    const inner = this.#inside(changed);
    if (changed.i === flags.i) return wrap("(?:", inner);
    return wrap(changed.i ? "(?i:" : "(?-i:", inner);
  }

  #inside(flags: Flags): Piece {
    const inner = this.#alternatives(flags);
    if (!this.#take(")")) throw new PatternProblem("missing ), unterminated subpattern");
    return inner;
  }

  #name(close: string): string {
    const end = this.#text.indexOf(close, this.#at);
    if (end < 0) throw new PatternProblem("missing group name terminator");
    const name = this.#text.slice(this.#at, end);
    if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)) {
      throw new PatternProblem(`bad character in group name '${name}'`);
    }
    this.#at = end + 1;
    return name;
  }

  #atomic(source: string): string {
    const name = `h${++this.#hidden}`;
    return `(?:(?=(?<${name}>${source}))\\k<${name}>)`;
  }

  /** Passes over comments, and in a verbose pattern over blanks and comments to the end of a line. */
  #skipIgnorable(flags: Flags): void {
    for (;;) {
      const blank = flags.x ? /^(?:[ \t\n\r\f\v]|#[^\n]*)+/.exec(this.#text.slice(this.#at)) : null;
      this.#at += blank?.[0].length ?? 0;
      if (this.#text.startsWith("(?#", this.#at)) {
        const end = this.#text.indexOf(")", this.#at);
        if (end < 0) throw new PatternProblem("missing ), unterminated comment");
        this.#at = end + 1;
      } else if (blank === null) return;
    }
  }

  #take(text: string): boolean {
    if (!this.#text.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }
}

function one(source: string): Atom {
  return { source, least: 1, most: 1, isRepeatable: true };
}

function anchor(source: string): Atom {
  return { source, least: 0, most: 0, isRepeatable: false };
}

function wrap(open: string, inner: Piece): Atom {
  return { ...inner, source: `${open}${inner.source})`, isRepeatable: true };
}

function lookBehind(look: string, inner: Piece): Atom {
  if (inner.least !== inner.most) {
    throw new PatternProblem("look-behind requires fixed-width pattern");
  }
  return { ...wrap(`(?<${look}`, inner), least: 0, most: 0 };
}
