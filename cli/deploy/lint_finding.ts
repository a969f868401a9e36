import { type ConfigPlace, type ConfigProblem, formatProblem } from "../config/config_problem.ts";

/** Something wrong with a pipeline, where it stands. */
export interface LintFinding extends ConfigProblem {
  readonly severity: "error" | "warning";
}

/** Prints a finding with the line that it stands in, a caret and the fix. */
export function formatFinding(finding: LintFinding, width?: number): string {
  const { severity, message, ...rest } = finding;
  return formatProblem({ ...rest, message: `${severity}: ${message}` }, width);
}

/** A finding in the document of `deploy lint --json`. */
export function findingDocument({ severity, place, message, fix }: LintFinding) {
  return {
    ...{ severity, file: place.source, line: place.line ?? 1, column: place.column ?? 1, message },
    ...(fix === undefined ? {} : { fix }),
  };
}

/** Puts findings into the order in which they stand in their files, without repeats. */
export function sortFindings(findings: readonly LintFinding[]): readonly LintFinding[] {
  const seen = new Set<string>();
  const at = ({ line = 0, column = 0 }: ConfigPlace) => [line, column] as const;
  return findings
    .filter((finding) => {
      const key = formatFinding(finding);
      return !seen.has(key) && seen.add(key);
    })
    .toSorted((one, other) => {
      const [[line, column], [otherLine, otherColumn]] = [at(one.place), at(other.place)];
      return one.place.source.localeCompare(other.place.source) || line - otherLine ||
        column - otherColumn;
    });
}
