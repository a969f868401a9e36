/** The escape code of each style; only the terminal's own 16 colours, so that its theme holds. */
const CODES = {
  bold: 1,
  dim: 2,
  underline: 4,
  red: 31,
  green: 32,
  yellow: 33,
  blue: 34,
  magenta: 35,
  cyan: 36,
  brightBlue: 94,
  brightMagenta: 95,
  brightCyan: 96,
} as const;

/** A style by name. */
export type StyleName = keyof typeof CODES;

/** Paints text, or leaves it as it is. */
export type Paint = (style: StyleName, text: string) => string;

/** What the choice of colours depends on. */
export interface ColorQuestion {
  /** `--color`, or "never" for `--no-color`; undefined when not given. */
  readonly flag: "auto" | "always" | "never" | undefined;
  readonly plain: boolean;
  readonly env: Readonly<Record<string, string>>;
  readonly isTerminal: boolean;
}

/**
 * Whether to colour a stream: flag > FORCE_COLOR > NO_COLOR > CLICOLOR_FORCE > terminal.
 *
 * Source: no-color.org, force-color.org, bixense.com/clicolors.
 */
export function wantsColor({ flag, plain, env, isTerminal }: ColorQuestion): boolean {
  if (flag === "always") return true;
  if (flag === "never" || plain) return false;
  const force = env.FORCE_COLOR ?? "";
  if (force !== "") return force !== "0" && force !== "false";
  if ((env.NO_COLOR ?? "") !== "") return false;
  if ((env.CLICOLOR_FORCE ?? "0") !== "0") return true;
  return isTerminal && env.TERM !== "dumb";
}

/** A painter that colours, or one that does not. */
export function createPaint(colored: boolean): Paint {
  if (!colored) return (_style, text) => text;
  return (style, text) => text === "" ? "" : `\x1b[${CODES[style]}m${text}\x1b[0m`;
}

const SERVICE_STYLES: readonly StyleName[] = [
  "cyan",
  "green",
  "yellow",
  "blue",
  "magenta",
  "brightCyan",
  "brightBlue",
  "brightMagenta",
];

/** The style of a service: always the same for the same name. */
export function serviceStyle(name: string): StyleName {
  let hash = 0;
  for (const letter of name) hash = (Math.imul(hash, 31) + (letter.codePointAt(0) ?? 0)) >>> 0;
  return SERVICE_STYLES[hash % SERVICE_STYLES.length] as StyleName;
}
