import { parseDurationMs } from "@netops/core";
import type { ConfigPath } from "./config_layer.ts";
import type { CrossProblem } from "./cross_checks.ts";
import { formatPath } from "./issues.ts";
import type { Config } from "./schema.ts";

/** What of a configuration has queries, once it passed the grammar. */
export interface QueriedConfig {
  readonly groups: Config["rules"];
  readonly slos: Config["slo"];
  /** Undefined when it broke the grammar. */
  readonly retention: string | undefined;
}

type Check = typeof import("@netops/server/promql").checkQuery;

/** Where the window that is asked for stands in the query of an objective. */
const WINDOW = "$window";
/** A duration that is as long as its name, so that columns are those of the file. */
const SOME_WINDOW = "000300s";
/** What a rule can work with. */
const TYPES: ReadonlySet<string> = new Set(["vector", "scalar"]);

/**
 * Finds queries that telemetry could not ask, and windows that it could not fill.
 *
 * They are read by telemetry's own grammar, which is loaded only when there is a query: what it refuses
 * would else be an alert that never fires.
 */
export async function checkQueries(config: QueriedConfig): Promise<CrossProblem[]> {
  const { groups, slos, retention } = config;
  const named = Object.entries(slos);
  const rules = Object.entries(groups).flatMap(([group, { rules }]) =>
    rules.map(({ query }, at) => ({ query, path: ["rules", group, "rules", at, "query"] }))
  );
  if (named.length + rules.length === 0) return [];
  const { checkQuery } = await import("@netops/server/promql");
  return [
    ...named.flatMap(([name, { query, window }]) => [
      ...checkSloQuery(query, ["slo", name, "query"], checkQuery),
      ...checkWindow(window, { path: ["slo", name, "window"], retention }),
    ]),
    ...rules.flatMap(({ query, path }) => problemOf(query, path, checkQuery)),
  ];
}

function checkSloQuery(query: string, path: ConfigPath, check: Check): CrossProblem[] {
  if (query.includes(WINDOW)) {
    return problemOf(query.replaceAll(WINDOW, SOME_WINDOW), path, check);
  }
  return [{
    path,
    part: "value",
    message: `${formatPath(path)} does not say over which time it asks, as ${WINDOW} is not in it`,
    fix: `write [${WINDOW}] where a time stands, such as rate(requests_total[${WINDOW}])`,
  }];
}

function problemOf(query: string, path: ConfigPath, check: Check): CrossProblem[] {
  const found = check(query);
  const name = formatPath(path);
  if ("error" in found) {
    const why = found.error.replaceAll(SOME_WINDOW, WINDOW);
    return [{ path, part: "value", message: `${name} cannot be read: ${why}` }];
  }
  if (TYPES.has(found.type)) return [];
  const what = found.type === "matrix" ? "a range of values" : "a text";
  const message = `${name} must give one value for each series, or a number, not ${what}`;
  return [{ path, part: "value", message }];
}

function checkWindow(
  window: string,
  { path, retention }: { readonly path: ConfigPath; readonly retention: string | undefined },
): CrossProblem[] {
  if (retention === undefined || parseDurationMs(window) <= parseDurationMs(retention)) return [];
  return [{
    path,
    part: "value",
    message: `${
      formatPath(path)
    } is ${window}, longer than telemetry keeps anything (${retention})`,
    fix: `write telemetry: {retention: ${window}}, or a shorter window`,
  }];
}
