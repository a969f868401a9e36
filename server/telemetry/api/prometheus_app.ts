import type { Clock } from "@netops/core";
import { Hono } from "hono";
import type { LabelMatcher } from "../model/matcher.ts";
import type { TimeRange } from "../model/series_source.ts";
import {
  evaluateInstant,
  evaluateRange,
  formatPromql,
  outcomeAnswer,
  type QueryOutcome,
  selectorsIn,
} from "../promql/mod.ts";
import type { RuleGroupView } from "../rules/mod.ts";
import type { Listed, SeriesStore } from "../series/mod.ts";
import { ApiError, success } from "./api_error.ts";
import { QueryParams } from "./query_params.ts";
import { QueryParser } from "./query_parser.ts";
import { pageOfRules } from "./rule_filter.ts";
import type { TargetQuery } from "./target_views.ts";

/** What the API tells besides series. */
export interface PrometheusAppOptions {
  readonly store: SeriesStore;
  readonly clock: Clock;
  /** Runs at the same version and revision for all requests. */
  readonly build: Readonly<Record<string, string>>;
  /** What is scraped, as `/targets` shows it. */
  readonly targets: (query: TargetQuery) => unknown;
  /** What is known of families, as `/metadata` shows it. */
  readonly metadata: (family: string) => Readonly<Record<string, unknown>>;
  /** Examples of series, as `/query_exemplars` shows them. */
  readonly exemplars: (
    selectors: readonly (readonly LabelMatcher[])[],
    range: TimeRange,
  ) => unknown;
  /** Groups of rules, and alerts, as `/rules` and `/alerts` show them. */
  readonly rules: () => { readonly groups: readonly RuleGroupView[]; readonly alerts: unknown };
}

/** The longest time for one query, in ms, whatever `timeout` says. */
const MOST_QUERY_MS = 10_000;
const MOST_SAMPLES = 20_000_000;
const TRUNCATED = "results truncated due to limit";

type Answer = (params: QueryParams) => Response;

/** What all routes share. */
interface Routes extends PrometheusAppOptions {
  readonly parser: QueryParser;
}

/** Makes the routes of Prometheus' HTTP API, below `/api/v1`. Source: Prometheus 3, HTTP API. */
export function createPrometheusApp(options: PrometheusAppOptions): Hono {
  const app = new Hono();
  const routes = { ...options, parser: new QueryParser() };
  const { store, parser } = routes;
  const answer = (work: Answer) => (context: { req: { raw: Request } }) =>
    answered(context.req.raw, work);
  const both = (path: string, work: Answer) => {
    app.on(["GET", "POST"], path, answer(work));
    app.all(path, () => notAllowed("GET, POST"));
  };
  const only = (path: string, work: Answer) => {
    app.get(path, answer(work));
    app.all(path, () => notAllowed("GET"));
  };
  both("/query", (params) => instant(params, routes));
  both("/query_range", (params) => ranged(params, routes));
  both("/query_exemplars", (params) => {
    const selectors = selectorsIn(parser.parse(params.text("query")).expr)
      .map(({ matchers }) => matchers);
    return success(options.exemplars(selectors, params.range()));
  });
  both("/format_query", (params) => success(formatPromql(parser.parse(params.text("query")).expr)));
  both("/labels", (params) => listed(store.labelNames(asked(params, parser))));
  both("/series", (params) => {
    if (params.all("match[]").length === 0) {
      throw new ApiError("bad_data", "no match[] parameter provided");
    }
    return listed(store.series(asked(params, parser)));
  });
  app.get(
    "/label/:name/values",
    (context) =>
      answered(
        context.req.raw,
        (params) => listed(store.labelValues(context.req.param("name"), asked(params, parser))),
      ),
  );
  app.all("/label/:name/values", () => notAllowed("GET"));
  only("/metadata", (params) => success(describedFamilies(params, options)));
  only("/targets", (params) => {
    const query = { state: params.text("state"), scrapePool: params.text("scrapePool") };
    return success(options.targets(query));
  });
  only("/rules", (params) => {
    const matchers = parser.selectors(params.all("match[]"));
    return success(pageOfRules(options.rules().groups, params, matchers));
  });
  only("/alerts", () => success({ alerts: options.rules().alerts }));
  only("/status/buildinfo", () => success(options.build));
  app.notFound(() => new ApiError("not_found", "path not found").toResponse());
  return app;
}

async function answered(request: Request, work: Answer): Promise<Response> {
  try {
    return work(await QueryParams.of(request));
  } catch (thrown) {
    if (thrown instanceof ApiError) return thrown.toResponse();
    throw thrown;
  }
}

function instant(params: QueryParams, { store, clock, parser }: Routes): Response {
  const timeMs = params.timeMs("time", clock.nowMs());
  const query = parser.parse(params.text("query"));
  const options = { source: store, timeMs, ...evaluationOf(params, clock) };
  return respond(evaluateInstant(query, options), params.limit());
}

function ranged(params: QueryParams, { store, clock, parser }: Routes): Response {
  const range = { fromMs: params.timeMs("start"), toMs: params.timeMs("end") };
  const stepMs = params.stepMs();
  const query = parser.parse(params.text("query"));
  const options = { source: store, ...range, stepMs, ...evaluationOf(params, clock) };
  return respond(evaluateRange(query, options), params.limit());
}

function respond(outcome: QueryOutcome, limit = Infinity): Response {
  const { status, body } = outcomeAnswer(limitedTo(limit, outcome));
  return Response.json(body, { status });
}

/** Series beyond a limit are left out, with a warning; a single value never is. */
function limitedTo(limit: number, outcome: QueryOutcome): QueryOutcome {
  if ("error" in outcome) return outcome;
  const { data } = outcome;
  if (data.resultType === "scalar" || data.resultType === "string") return outcome;
  if (data.result.length <= limit) return outcome;
  data.result.length = limit;
  return { ...outcome, warnings: [...outcome.warnings, TRUNCATED] };
}

/** How long a query may take, and how old a sample may be. @throws {ApiError} timeout when there is no time */
function evaluationOf(params: QueryParams, clock: Clock) {
  const wishedMs = params.durationMs("timeout", MOST_QUERY_MS);
  if (wishedMs <= 0) throw new ApiError("timeout", "query timed out in query execution");
  const lookbackMs = params.lookbackMs();
  // Before there is anything to evaluate, as Prometheus.
  params.limit();
  const endMs = clock.monotonicMs() + Math.min(wishedMs, MOST_QUERY_MS);
  return {
    limits: { maxSamples: MOST_SAMPLES, isOver: () => clock.monotonicMs() > endMs },
    ...(lookbackMs === undefined ? {} : { lookbackMs }),
  };
}

/** What is known of families, of at most `limit` of them. */
function describedFamilies(params: QueryParams, options: PrometheusAppOptions): unknown {
  const limit = params.number("limit") ?? -1;
  // Each family says one thing, so a limit of what each says changes nothing.
  params.number("limit_per_metric");
  const families = Object.entries(options.metadata(params.text("metric")));
  return Object.fromEntries(limit < 0 ? families : families.slice(0, limit));
}

function notAllowed(allow: string): Response {
  return new Response("Method Not Allowed\n", { status: 405, headers: { allow } });
}

function asked(params: QueryParams, parser: QueryParser) {
  const selectors = parser.selectors(params.all("match[]"));
  const limit = params.limit();
  return {
    ...(selectors.length > 0 ? { selectors } : {}),
    range: params.range(),
    ...(limit === undefined ? {} : { limit }),
  };
}

function listed(list: Listed<unknown>): Response {
  const notes = list.isCut ? { warnings: [TRUNCATED] } : {};
  return success(list.items, notes);
}
