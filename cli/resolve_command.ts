import { type CommandSpec, longName, type OptionSpecs } from "./spec.ts";

/** What the words of a command line name, before its options are read. */
export interface ResolvedCommand {
  /** The deepest command that the words name. */
  readonly spec: CommandSpec;
  /** The words that name it. */
  readonly path: readonly string[];
  /** All other words, in order. */
  readonly words: readonly string[];
  /** A word that should have named a command below `spec` and does not. */
  readonly stranger: string | undefined;
  /** Whether `-h` or `--help` stands anywhere before `--`. */
  readonly wantsHelp: boolean;
}

/** Finds the command in a command line; options may stand before, between and after its words. */
export function resolveCommand(
  root: CommandSpec,
  globals: OptionSpecs,
  argv: readonly string[],
): ResolvedCommand {
  const found = { spec: root, path: [] as string[], words: [] as string[], wantsHelp: false };
  let stranger: string | undefined;
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] as string;
    if (word === "--") {
      found.words.push(...argv.slice(at));
      break;
    }
    if (word === "-h" || word === "--help") {
      found.wantsHelp = true;
      continue;
    }
    const child = word.startsWith("-") ? undefined : childOf(found.spec, word);
    if (child !== undefined && stranger === undefined) {
      found.spec = child;
      found.path.push(word);
      continue;
    }
    if (!word.startsWith("-") && isGroup(found.spec)) stranger ??= word;
    found.words.push(word);
    const next = argv[at + 1];
    if (isGroup(found.spec) && takesValue(globals, word) && next !== undefined) {
      found.words.push(next);
      at++;
    }
  }
  return { ...found, stranger };
}

/** Whether a command only holds others. */
export function isGroup(spec: CommandSpec): boolean {
  return spec.children !== undefined && spec.load === undefined;
}

function childOf(spec: CommandSpec, word: string): CommandSpec | undefined {
  return spec.children?.find((child) => child.name === word);
}

/** Whether `word` is an option that takes the next word as its value. */
export function takesValue(options: OptionSpecs, word: string): boolean {
  if (!word.startsWith("-") || word.includes("=")) return false;
  const entry = Object.entries(options).find(([key, spec]) =>
    word === `--${longName(key)}` || (spec.short !== undefined && word === `-${spec.short}`)
  );
  return entry !== undefined && entry[1].kind !== "flag";
}
