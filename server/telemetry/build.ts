import type { ServiceContext, ServiceParts } from "@netops/core/service";
import { createTelemetryApp } from "./app.ts";
import { healthDocument } from "./api/health_views.ts";
import { endVanished } from "./end_vanished.ts";
import { ExemplarBook } from "./exemplar_book.ts";
import { FamilyBook } from "./family_book.ts";
import { ByteBudget, type DropCounter, OtlpIntake, RemoteWriteIntake } from "./intake/mod.ts";
import { openSeries } from "./open_series.ts";
import { SeriesSink } from "./series_sink.ts";
import { startForwarding } from "./start_forwarding.ts";
import { startRecords } from "./start_records.ts";
import { startRules } from "./start_rules.ts";
import { startScraping } from "./start_scraping.ts";
import { readTelemetryConfig } from "./telemetry_config.ts";
import { watchHealth } from "./watch_health.ts";

/** Samples stand at whole seconds, and so long does a kill take at most. */
const STEP_MS = 1_000;
/** Bodies that are read at a time, over all senders. */
const BODY_BYTES = 48_000_000;

/** Builds telemetry: series and records, what fills them, and the APIs to read them. */
export function buildTelemetry(context: ServiceContext): Promise<ServiceParts> {
  const { host, metrics, logger, signal } = context;
  const { clock, timer } = host;
  const dropped = metrics.counter("telemetry_dropped_total", "What was lost, by what and why");
  const onDrop: DropCounter = (what, reason, count) => dropped.add(count, { what, reason });
  const { retentionMs, forwardUrl, slos, rules: groups, isStreaming } = readTelemetryConfig(
    context.boot.config,
  );
  const series = openSeries(context, retentionMs);
  const exemplars = new ExemplarBook();
  const families = new FamilyBook();
  const sink = new SeriesSink({ store: series, exemplars, families });
  const forwarding = startForwarding(context, forwardUrl, { sink, onDrop });
  const { onLines } = forwarding;
  const records = startRecords(context, { retentionMs, onDrop, onLines });
  const scraping = startScraping(context, forwarding.sink, onDrop);
  const stopEnding = endVanished({ store: series, targets: scraping.targets, clock, timer });
  const rules = startRules(context, { series, sink, onDrop, slos, groups, isStreaming });
  const budget = new ByteBudget(BODY_BYTES);
  const { spans, logs } = records;
  const health = () =>
    healthDocument({
      series: series.stats(),
      biggestJobs: () => series.biggest("job", 3),
      forward: forwarding.state(),
      nowMs: clock.nowMs(),
    });
  const app = createTelemetryApp({
    ...{ series, exemplars, families, records, scraping, rules, health },
    ...{ clock, timer, logger, signal },
    otlp: new OtlpIntake({
      ...{ samples: sink, spans, logs, clock, onDrop, budget },
      ...(forwarding.onTaken === undefined ? {} : { onTaken: forwarding.onTaken }),
    }),
    remoteWrite: new RemoteWriteIntake({ sink, clock, onDrop, budget }),
  });
  const stopSteps = timer.every(STEP_MS, () => series.commit());
  const stopWatch = watchHealth({ warnings: () => health().warnings, timer, logger });
  return Promise.resolve({
    handler: (request) => app.fetch(request),
    stop: () => {
      rules.engine.close();
      scraping.close();
      forwarding.close();
      stopSteps();
      stopWatch();
      stopEnding();
      records.close();
      return Promise.resolve(series.close());
    },
  });
}
