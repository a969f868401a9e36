/** One line of a `.gitignore`. Source: gitignore(5). */
export interface IgnorePattern {
  /** With true a match brings the path back. */
  readonly negated: boolean;
  readonly foldersOnly: boolean;
  /** Matches the path relative to the folder of the `.gitignore`. */
  readonly regex: RegExp;
}

/** Reads the lines of a `.gitignore`; blank lines and comments are left out. */
export function parseIgnorePatterns(text: string): IgnorePattern[] {
  return text.replace(/^\uFEFF/, "").split("\n").flatMap((line) => {
    const pattern = parseIgnorePattern(line);
    return pattern === undefined ? [] : [pattern];
  });
}

/** Reads one line of a `.gitignore`; undefined when it says nothing. */
export function parseIgnorePattern(line: string): IgnorePattern | undefined {
  let text = trimEnd(line);
  if (text === "" || text.startsWith("#")) return undefined;
  const negated = text.startsWith("!");
  if (negated) text = text.slice(1);
  const foldersOnly = text.endsWith("/");
  if (foldersOnly) text = text.slice(0, -1);
  if (text === "") return undefined;
  const anchored = text.includes("/");
  const glob = text.startsWith("/") ? text.slice(1) : text;
  const source = globSource(glob);
  // A glob that git cannot read, such as an open bracket, matches nothing.
  if (source === undefined) return undefined;
  return {
    negated,
    foldersOnly,
    regex: new RegExp(`^${anchored ? "" : "(?:.*/)?"}${source}$`, "su"),
  };
}

function trimEnd(line: string): string {
  const text = line.replace(/\r$/, "");
  const trimmed = text.replace(/[ ]+$/, "");
  // A backslash keeps the first of the spaces at the end.
  const backslashes = /\\+$/.exec(trimmed)?.[0].length ?? 0;
  return backslashes % 2 === 1 && trimmed.length < text.length ? `${trimmed} ` : trimmed;
}

function globSource(glob: string): string | undefined {
  let source = "";
  for (let at = 0; at < glob.length;) {
    const part = globPart(glob, at);
    if (part === undefined) return undefined;
    source += part.source;
    at = part.end;
  }
  return source;
}

interface Part {
  readonly source: string;
  readonly end: number;
}

function globPart(glob: string, at: number): Part | undefined {
  const char = glob[at] as string;
  if (char === "*") return starPart(glob, at);
  if (char === "?") return { source: "[^/]", end: at + 1 };
  if (char === "[") return bracketPart(glob, at);
  if (char === "\\") {
    const next = glob[at + 1];
    return next === undefined ? undefined : { source: literal(next), end: at + 2 };
  }
  const whole = String.fromCodePoint(glob.codePointAt(at) as number);
  return { source: literal(whole), end: at + whole.length };
}

function starPart(glob: string, at: number): Part {
  let end = at;
  while (glob[end] === "*") end++;
  const opens = at === 0 || glob[at - 1] === "/";
  const isDouble = end - at === 2 && opens;
  if (isDouble && glob[end] === "/") return { source: "(?:[^/]+/)*", end: end + 1 };
  if (isDouble && end === glob.length) return { source: at === 0 ? ".*" : ".+", end };
  return { source: "[^/]*", end };
}

const CLASSES: Readonly<Record<string, string>> = {
  alnum: "a-zA-Z0-9",
  alpha: "a-zA-Z",
  blank: " \\t",
  digit: "0-9",
  lower: "a-z",
  punct: "!-\\/:-@\\[-`\\{-~",
  space: "\\s",
  upper: "A-Z",
  xdigit: "0-9a-fA-F",
};

function bracketPart(glob: string, start: number): Part | undefined {
  let at = start + 1;
  const isNegated = glob[at] === "!" || glob[at] === "^";
  if (isNegated) at++;
  let inside = "";
  for (let first = true; first || glob[at] !== "]"; first = false) {
    const item = bracketItem(glob, at);
    if (item === undefined) return undefined;
    inside += item.source;
    at = item.end;
  }
  // A slash is never matched by a bracket.
  return { source: `(?!/)[${isNegated ? "^" : ""}${inside}]`, end: at + 1 };
}

function bracketItem(glob: string, at: number): Part | undefined {
  const named = /^\[:([a-z]+):\]/.exec(glob.slice(at, at + 12));
  if (named !== null) {
    const source = CLASSES[named[1] as string];
    return source === undefined ? undefined : { source, end: at + named[0].length };
  }
  const from = bracketChar(glob, at);
  if (from === undefined) return undefined;
  const isRange = glob[from.end] === "-" && glob[from.end + 1] !== "]";
  const to = isRange ? bracketChar(glob, from.end + 1) : undefined;
  if (!isRange || to === undefined) return { source: classLiteral(from.source), end: from.end };
  // A range that runs backwards holds nothing.
  if ((from.source.codePointAt(0) ?? 0) > (to.source.codePointAt(0) ?? 0)) {
    return { source: "", end: to.end };
  }
  return { source: `${classLiteral(from.source)}-${classLiteral(to.source)}`, end: to.end };
}

function bracketChar(glob: string, at: number): Part | undefined {
  const start = glob[at] === "\\" ? at + 1 : at;
  const code = glob.codePointAt(start);
  if (code === undefined) return undefined;
  const source = String.fromCodePoint(code);
  return { source, end: start + source.length };
}

function literal(char: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(char) ? `\\${char}` : char;
}

function classLiteral(char: string): string {
  return /[\\^\-\][/]/.test(char) ? `\\${char}` : char;
}
