import { type Clock, type Logger, NETOPS_RELEASE, type Timer } from "@netops/core";
import { createApp } from "@netops/core/service";
import type { Hono } from "hono";
import { createPrometheusApp } from "./api/prometheus_app.ts";
import type { HealthDocument } from "./api/health_views.ts";
import { clocksDocument, skewedClocks } from "./api/clock_views.ts";
import { type TargetQuery, targetViews } from "./api/target_views.ts";
import type { ExemplarBook } from "./exemplar_book.ts";
import type { FamilyBook } from "./family_book.ts";
import { httpSdOf, type OtlpIntake, type RemoteWriteIntake } from "./intake/mod.ts";
import { createRecordsApp } from "./records/mod.ts";
import { alertsView, ruleGroupsView } from "./rules/mod.ts";
import type { SeriesStore } from "./series/mod.ts";
import type { Records } from "./start_records.ts";
import type { Rules } from "./start_rules.ts";
import type { Scraping } from "./start_scraping.ts";

/** What the skin works with. */
export interface TelemetryAppOptions {
  readonly series: SeriesStore;
  readonly exemplars: ExemplarBook;
  readonly families: FamilyBook;
  readonly records: Records;
  readonly scraping: Scraping;
  readonly rules: Rules;
  readonly otlp: OtlpIntake;
  readonly remoteWrite: RemoteWriteIntake;
  readonly health: () => HealthDocument;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

/** Readers such as Grafana choose what they ask for by `version`: that of the Prometheus this is tested against. */
const BUILD = {
  ...{ version: "3.15.0", revision: "", branch: "", buildUser: "", buildDate: "", goVersion: "" },
  ...{ application: "netops", netopsVersion: NETOPS_RELEASE },
};

/** Makes all routes of telemetry: OTLP, remote write, Prometheus' API, targets, records. */
export function createTelemetryApp(options: TelemetryAppOptions): Hono {
  const { otlp, remoteWrite, scraping, rules, records, timer, logger, signal } = options;
  const app = createApp(logger);
  for (const kind of ["traces", "metrics", "logs"] as const) {
    app.post(`/v1/${kind}`, (context) => otlp.handle(kind, context.req.raw));
  }
  app.post("/api/v1/write", (context) => remoteWrite.handle(context.req.raw));
  app.get(
    "/v1/slo",
    (context) => context.json({ schema: "netops.slo/v1", slos: rules.slos.statuses() }),
  );
  app.get("/sd/targets", (context) => context.json(httpSdOf(scraping.targets.list())));
  app.get("/v1/clocks", (context) => context.json(clocksDocument(scraping.loop.states())));
  app.get("/v1/health", (context) => context.json(options.health()));
  app.route("/api/v1", createPrometheusApp(prometheusOptions(options)));
  const { store, tail } = records;
  const skewed = (from: ReadonlySet<string>) => skewedClocks(scraping.loop.states(), from);
  app.route("/", createRecordsApp({ store, tail, timer, logger, signal, skewed }));
  return app;
}

function prometheusOptions(
  { series, exemplars, families, scraping, rules, clock }: TelemetryAppOptions,
) {
  return {
    ...{ store: series, clock, build: BUILD },
    targets: (query: TargetQuery) => targetViews(scraping.loop.states(), query),
    metadata: (family: string) => families.view(family),
    exemplars: exemplars.find.bind(exemplars),
    rules: () => {
      const { groups } = rules.engine;
      return { groups: ruleGroupsView(groups), alerts: alertsView(groups) };
    },
  };
}
