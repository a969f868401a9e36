import type { Clock } from "@netops/core";
import { Hono } from "hono";
import type { LabelMatcher } from "../model/matcher.ts";
import type { TimeRange } from "../model/series_source.ts";
import {
  evaluateInstant,
  evaluateRange,
  formatPromql,
  outcomeAnswer,
  selectorsIn,
} from "../promql/mod.ts";
import type { Listed, SeriesStore } from "../series/mod.ts";
import { ApiError, success } from "./api_error.ts";
import { QueryParams } from "./query_params.ts";
import { QueryParser } from "./query_parser.ts";

/** What the API tells besides series. */
export interface PrometheusAppOptions {
  readonly store: SeriesStore;
  readonly clock: Clock;
  /** Runs at the same version and revision for all requests. */
  readonly build: Readonly<Record<string, string>>;
  /** Everything that is scraped, as `/targets` shows it. */
  readonly targets: () => unknown;
  /** What is known of families, as `/metadata` shows it. */
  readonly metadata: (family: string) => unknown;
  /** Examples of series, as `/query_exemplars` shows them. */
  readonly exemplars: (
    selectors: readonly (readonly LabelMatcher[])[],
    range: TimeRange,
  ) => unknown;
  /** Groups of rules, and alerts, as `/rules` and `/alerts` show them. */
  readonly rules: () => { readonly groups: unknown; readonly alerts: unknown };
}

/** The longest time for one query, in ms, whatever `timeout` says. */
const MOST_QUERY_MS = 10_000;
const MOST_SAMPLES = 20_000_000;

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
  const both = (path: string, work: Answer) => app.on(["GET", "POST"], path, answer(work));
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
  app.get("/metadata", answer((params) => success(options.metadata(params.text("metric")))));
  app.get("/targets", answer(() => success(options.targets())));
  app.get("/rules", answer(() => success({ groups: options.rules().groups })));
  app.get("/alerts", answer(() => success({ alerts: options.rules().alerts })));
  app.get("/status/buildinfo", answer(() => success(options.build)));
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
  const limits = limitsOf(params, clock);
  return respond(evaluateInstant(query, { source: store, timeMs, limits }));
}

function ranged(params: QueryParams, { store, clock, parser }: Routes): Response {
  const range = { fromMs: params.timeMs("start"), toMs: params.timeMs("end") };
  const stepMs = params.durationMs("step");
  const query = parser.parse(params.text("query"));
  const limits = limitsOf(params, clock);
  return respond(evaluateRange(query, { source: store, ...range, stepMs, limits }));
}

function respond(outcome: Parameters<typeof outcomeAnswer>[0]): Response {
  const { status, body } = outcomeAnswer(outcome);
  return Response.json(body, { status });
}

function limitsOf(params: QueryParams, clock: Clock) {
  const wishedMs = params.durationMs("timeout", MOST_QUERY_MS);
  const endMs = clock.monotonicMs() + Math.min(wishedMs, MOST_QUERY_MS);
  return { maxSamples: MOST_SAMPLES, isOver: () => clock.monotonicMs() > endMs };
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
  const notes = list.isCut ? { warnings: ["results truncated due to limit"] } : {};
  return success(list.items, notes);
}
