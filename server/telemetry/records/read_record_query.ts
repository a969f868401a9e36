import type { TimelineQuery } from "./event_table.ts";
import type { TraceQuery } from "./find_traces.ts";
import { LOG_LEVELS } from "./log_levels.ts";
import type { LogQuery } from "./log_query.ts";
import { QueryParameters } from "./query_parameters.ts";

const MOST_LOGS = 10_000;
const MOST_TRACES = 1_000;
const MOST_EVENTS = 10_000;

/** What a search in the logs asks for. */
export interface LogsRequest {
  readonly query: LogQuery;
  readonly limit: number;
  readonly count: boolean;
}

/** Reads the parameters of `GET /v1/logs`. @throws {NetopsError} REQUEST_INVALID */
export function readLogsRequest(url: string): LogsRequest {
  const parameters = new QueryParameters(url);
  const query = readLogQuery(parameters);
  const limit = parameters.limit("limit", { most: MOST_LOGS, otherwise: 500 });
  const count = parameters.choice("count", ["true", "false"]) === "true";
  parameters.end();
  return { query, limit, count };
}

/** Reads the parameters of `GET /v1/logs/stream`. @throws {NetopsError} REQUEST_INVALID */
export function readLogsStream(url: string): { query: LogQuery; after: number | undefined } {
  const parameters = new QueryParameters(url);
  const query = readLogQuery(parameters);
  const after = parameters.number("after");
  parameters.end();
  return { query, after };
}

/** Reads the parameters of `GET /v1/traces`. @throws {NetopsError} REQUEST_INVALID */
export function readTracesRequest(url: string): TraceQuery {
  const parameters = new QueryParameters(url);
  const query = {
    ...given("service", parameters.text("service")),
    ...given("slowMs", parameters.number("slowMs")),
    failed: parameters.choice("failed", ["true", "false"]) === "true",
    ...given("faultId", parameters.text("fault")),
    ...given("sinceMs", parameters.number("sinceMs")),
    ...given("untilMs", parameters.number("untilMs")),
    limit: parameters.limit("limit", { most: MOST_TRACES, otherwise: 20 }),
  };
  parameters.end();
  return query;
}

/** Reads the parameters of `GET /v1/timeline`. @throws {NetopsError} REQUEST_INVALID */
export function readTimelineRequest(url: string): TimelineQuery {
  const parameters = new QueryParameters(url);
  const query = {
    ...given("sinceMs", parameters.number("sinceMs")),
    ...given("untilMs", parameters.number("untilMs")),
    kinds: parameters.all("kind"),
    limit: parameters.limit("limit", { most: MOST_EVENTS, otherwise: 1_000 }),
  };
  parameters.end();
  return query;
}

function readLogQuery(parameters: QueryParameters): LogQuery {
  return {
    services: parameters.all("service"),
    ...given("app", parameters.text("app")),
    ...given("instance", parameters.text("instance")),
    ...given("stream", parameters.text("stream")),
    ...given("level", parameters.choice("level", LOG_LEVELS)),
    ...given("traceId", parameters.text("trace")?.toLowerCase()),
    ...given("sinceMs", parameters.number("sinceMs")),
    ...given("untilMs", parameters.number("untilMs")),
    ...given("words", parameters.text("q")),
    grep: parameters.all("grep"),
    not: parameters.all("not"),
    fields: parameters.prefixed("field."),
  };
}

function given<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { readonly [Key in Name]?: Value } {
  return value === undefined ? {} : { [name]: value } as { readonly [Key in Name]: Value };
}
