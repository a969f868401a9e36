/** What a word on the command line can stand for, so that completion can offer real ones. */
export type CompletionSource = "apps" | "instances" | "files" | "dirs" | "commands" | "kinds";

interface OptionBase {
  /** One letter, without the dash. */
  readonly short?: string;
  /** One sentence without a full stop. */
  readonly help: string;
  readonly hidden?: true;
}

interface ValueOptionBase extends OptionBase {
  /** How the value is called in help, in capitals. */
  readonly value: string;
  readonly completes?: CompletionSource;
  readonly repeat?: true;
}

/** One option of a command; its long name is the key in kebab case. */
export type OptionSpec =
  | OptionBase & { readonly kind: "flag" }
  | ValueOptionBase & { readonly kind: "string"; readonly default?: string }
  | ValueOptionBase & {
    readonly kind: "int";
    readonly min: number;
    readonly max: number;
    readonly default?: number;
  }
  | ValueOptionBase & {
    readonly kind: "duration";
    /** The shortest and the longest time that it takes, as text. */
    readonly range?: readonly [least: string, most: string];
    readonly default?: string;
  }
  | ValueOptionBase & {
    readonly kind: "enum";
    readonly choices: readonly string[];
    readonly default?: string;
  };

/** The options of a command by name in camel case. */
export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

/** One positional argument. */
export interface ArgSpec {
  readonly name: string;
  readonly help: string;
  readonly required?: true;
  /** Takes all words that follow; only the last argument may. */
  readonly variadic?: true;
  readonly choices?: readonly string[];
  readonly completes?: CompletionSource;
}

/** A command line that works, and what it does. */
export interface ExampleSpec {
  readonly line: string;
  readonly says: string;
}

/** The headings under which the top-level commands stand in help. */
export const COMMAND_GROUPS = [
  "Run",
  "Look",
  "Break",
  "Ship",
  "Load",
  "Stream",
  "Change",
  "Set up",
  "About",
] as const;

/** One command: data only, so that help and completion need not load what it does. */
export interface CommandSpec {
  readonly name: string;
  /** What it does, imperative, without a full stop. */
  readonly summary: string;
  /** More to say, one paragraph a string. */
  readonly details?: readonly string[];
  readonly group?: typeof COMMAND_GROUPS[number];
  readonly hidden?: true;
  readonly args?: readonly ArgSpec[];
  readonly options?: OptionSpecs;
  readonly examples: readonly ExampleSpec[];
  /** Which machine-readable forms it prints. */
  readonly output?: readonly ("json" | "jsonl")[];
  /** Loads what it does; absent on a command that only holds others. One with both does, unless a child is named. */
  readonly load?: () => Promise<CommandModule>;
  readonly children?: readonly CommandSpec[];
}

type Single<S> = S extends { kind: "enum"; choices: readonly (infer Choice)[] } ? Choice
  : S extends { kind: "int" | "duration" } ? number
  : string;

/** The type of an option's value; durations are ms. */
export type OptionValue<S> = S extends { kind: "flag" } ? boolean
  : S extends { repeat: true } ? readonly Single<S>[]
  : S extends { default: unknown } ? Single<S>
  : Single<S> | undefined;

/** The values of a command's options. */
export type OptionValues<O> = { readonly [K in keyof O]: OptionValue<O[K]> };

/** What a parser made of a command line. */
export interface ParsedCommand<O = OptionSpecs> {
  /** Positional arguments by name, the variadic one aside. */
  readonly args: Readonly<Record<string, string | undefined>>;
  /** The words of the variadic argument. */
  readonly rest: readonly string[];
  readonly options: OptionValues<O>;
}

/** A module that a command loads. */
export interface CommandModule {
  /** Does the work; resolves to the exit code. */
  // The context is opaque here so that the tree does not load it, not even as a type cycle.
  run(parsed: ParsedCommand<never>, context: never): Promise<number>;
}

/** The long name of an option as it is typed: `dryRun` is `dry-run`. */
export function longName(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** The command that `words` name from `root` on, or undefined. */
export function findCommand(root: CommandSpec, words: readonly string[]): CommandSpec | undefined {
  return words.reduce<CommandSpec | undefined>(
    (at, word) => at?.children?.find((child) => child.name === word),
    root,
  );
}

/** Every command under `root` that does something, with the words that name it. */
export function allLeaves(
  root: CommandSpec,
  path: readonly string[] = [],
): readonly { readonly path: readonly string[]; readonly spec: CommandSpec }[] {
  const own = root.load === undefined ? [] : [{ path, spec: root }];
  const below = (root.children ?? []).flatMap((child) => allLeaves(child, [...path, child.name]));
  return [...own, ...below];
}
