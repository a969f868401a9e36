/** What a query may name with `$`; `scope` is Kayenta's word for the server group. */
export interface QueryVariables {
  readonly group: string;
  readonly app: string;
  /** As PromQL writes durations. */
  readonly step: string;
  /** Long enough for a rate at each step. */
  readonly window: string;
}

/** `$name` and `${name}`; a `$` before anything else ends a regular expression, or numbers a group of one. */
const VARIABLE = /\$(?:\{([^}]*[^}\d][^}]*)\}|([a-zA-Z]\w*))/g;

const NAMES: Readonly<Record<string, keyof QueryVariables>> = {
  ...{ group: "group", app: "app", step: "step", window: "window", scope: "group" },
};

/** Names in a query that stand for nothing. */
export function strangeVariables(query: string): readonly string[] {
  return [...query.matchAll(VARIABLE)].map(([, braced, bare]) => braced ?? bare ?? "")
    .filter((name) => !Object.hasOwn(NAMES, name));
}

/** Replaces what a query names by what it stands for. */
export function fillVariables(query: string, variables: QueryVariables): string {
  return query.replaceAll(VARIABLE, (whole, braced?: string, bare?: string) => {
    const known = NAMES[braced ?? bare ?? ""];
    return known === undefined ? whole : variables[known];
  });
}

/** A time as PromQL writes it. */
export function promqlDuration(ms: number): string {
  return ms % 1_000 === 0 ? `${ms / 1_000}s` : `${ms}ms`;
}
