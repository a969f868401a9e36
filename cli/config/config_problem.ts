/** A place in a configuration file; line and column count from 1. */
export interface ConfigPlace {
  /** A file's path, an option such as `--seed`, or a variable such as `NETOPS_SEED`. */
  readonly source: string;
  readonly line?: number;
  readonly column?: number;
  /** How many characters the caret underlines. */
  readonly length?: number;
  /** The whole source line, for the excerpt. */
  readonly text?: string;
}

/** One thing that is wrong with a configuration. */
export interface ConfigProblem {
  readonly place: ConfigPlace;
  /** Sentence case, no full stop. */
  readonly message: string;
  readonly fix?: string;
}

/** Prints a place as `file:line:column`, or the name of the option or variable. */
export function formatPlace(place: ConfigPlace): string {
  if (place.line === undefined) return place.source;
  return `${place.source}:${place.line}:${place.column ?? 1}`;
}

/** Prints one problem with the line it stands in, a caret and the fix. */
export function formatProblem(problem: ConfigProblem): string {
  const { place, message, fix } = problem;
  const lines = [`${formatPlace(place)}: ${message}`];
  if (place.text !== undefined && place.line !== undefined) lines.push(...excerpt(place));
  if (fix !== undefined) lines.push(`  fix: ${fix}`);
  return lines.join("\n");
}

function excerpt(place: ConfigPlace): string[] {
  const number = String(place.line);
  const text = place.text ?? "";
  const column = Math.min(place.column ?? 1, text.length + 1);
  // Tabs stay tabs, so that the caret stands under its character in any terminal.
  const lead = text.slice(0, column - 1).replace(/[^\t]/g, " ");
  const length = Math.max(1, Math.min(place.length ?? 1, text.length - column + 1));
  return [
    `  ${number} | ${text}`,
    `  ${" ".repeat(number.length)} | ${lead}${"^".repeat(length)}`,
  ];
}

/** Orders problems as they stand in their files, without repeats. */
export function sortProblems(problems: readonly ConfigProblem[]): ConfigProblem[] {
  const seen = new Set<string>();
  return problems
    .filter((problem) => {
      const key = formatProblem(problem);
      return !seen.has(key) && seen.add(key);
    })
    .toSorted((a, b) =>
      a.place.source.localeCompare(b.place.source) ||
      (a.place.line ?? 0) - (b.place.line ?? 0) || (a.place.column ?? 0) - (b.place.column ?? 0)
    );
}
