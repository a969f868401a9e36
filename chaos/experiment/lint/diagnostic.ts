import type { Path, Place } from "../document/place.ts";

/** One thing that is wrong, or odd, with an experiment. */
export interface Diagnostic extends Place {
  readonly severity: "error" | "warning";
  readonly file: string;
  /** From the top of the file to what is meant. */
  readonly path: Path;
  readonly message: string;
  /** What mends it. */
  readonly fix?: string;
}

/** A diagnostic before its place is known. */
export interface Finding {
  readonly severity?: "warning";
  readonly path: Path;
  readonly message: string;
  readonly fix?: string;
}

/** Prints a diagnostic as compilers do: `file:line:column: error: message`. */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const { file, line, column, severity, message, fix } = diagnostic;
  const tail = fix === undefined ? "" : `\n  fix: ${fix}`;
  return `${file}:${line}:${column}: ${severity}: ${message}${tail}`;
}

/** Prints a path for people: `method[0].provider.path`. */
export function formatPath(path: Path): string {
  return path.map((step, at) =>
    typeof step === "number" ? `[${step}]` : at === 0 ? step : `.${step}`
  )
    .join("");
}
