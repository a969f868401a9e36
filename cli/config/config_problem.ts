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

/** How wide an excerpt may be when nobody says how wide the terminal is. */
const DEFAULT_WIDTH = 120;

/** Problems that are shown; more than that hide the first. */
const MOST_SHOWN = 10;

/** Prints the first problems, and how many there are besides. */
export function formatProblems(problems: readonly ConfigProblem[], width?: number): string {
  const shown = problems.slice(0, MOST_SHOWN).map((problem) => formatProblem(problem, width));
  const left = problems.length - shown.length;
  return [...shown, ...left > 0 ? [`and ${left} more`] : []].join("\n\n");
}

/** Prints one problem with the line it stands in, a caret and the fix. */
export function formatProblem(problem: ConfigProblem, width = DEFAULT_WIDTH): string {
  const { place, message, fix } = problem;
  const lines = [`${formatPlace(place)}: ${message}`];
  if (place.text !== undefined && place.line !== undefined) lines.push(...excerpt(place, width));
  if (fix !== undefined) lines.push(`  fix: ${fix}`);
  return lines.join("\n");
}

function excerpt(place: ConfigPlace, width: number): string[] {
  const number = String(place.line);
  const room = Math.max(20, width - number.length - 5);
  const { text, column } = cutAround(place.text ?? "", place.column ?? 1, room);
  // Tabs stay tabs, so that the caret stands under its character in any terminal.
  const lead = text.slice(0, column - 1).replace(/[^\t]/g, " ");
  const length = Math.max(1, Math.min(place.length ?? 1, text.length - column + 1));
  return [
    `  ${number} | ${text}`,
    `  ${" ".repeat(number.length)} | ${lead}${"^".repeat(length)}`,
  ];
}

/** At most `room` characters of a line, with the column in them, and where it stands then. */
function cutAround(line: string, wanted: number, room: number): { text: string; column: number } {
  const column = Math.min(wanted, line.length + 1);
  if (line.length <= room) return { text: line, column };
  const from = Math.max(0, Math.min(column - 1 - Math.floor(room / 2), line.length - room));
  const head = from > 0 ? "…" : "";
  const tail = from + room < line.length ? "…" : "";
  const text = `${head}${line.slice(from + head.length, from + room - tail.length)}${tail}`;
  return { text, column: column - from };
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
