import type { MetricRegistry } from "@netops/core/service";
import type { SeriesStore } from "./series/mod.ts";

/** Why there is no place; they are shown before the first one, when a new series may find none. */
const REASONS = ["too_many_series", "too_many_series_of_owner", "too_much_label_text"];

/** Shows what the series store holds and refuses among the process's own metrics. */
export function watchStore(store: SeriesStore, metrics: MetricRegistry): void {
  const series = metrics.gauge("telemetry_series", "Series that are held");
  const places = metrics.gauge("telemetry_series_places", "Series that can be held");
  const memory = metrics.gauge(
    "telemetry_series_memory_bytes",
    "Memory of samples, by what it is for",
  );
  const disk = metrics.gauge("telemetry_series_disk_bytes", "Files of samples, by what they are");
  const count = countStore(metrics);
  metrics.onPrint(() => {
    const stats = store.stats();
    count(stats);
    series.set(stats.series);
    places.set(stats.mostSeries);
    const { openBytes, sealedBytes, cacheBytes } = stats.memory;
    memory.set(openBytes, { what: "open" });
    memory.set(sealedBytes, { what: "sealed" });
    memory.set(cacheBytes, { what: "cache" });
    disk.set(stats.disk.blockBytes, { what: "blocks" });
    disk.set(stats.disk.logBytes, { what: "log" });
  });
}

/** Makes the counters, and what brings them to where the store counts. */
function countStore(metrics: MetricRegistry): (stats: ReturnType<SeriesStore["stats"]>) => void {
  const samples = countTo(metrics, "telemetry_samples_total", "Samples by what became of them");
  const refused = countTo(
    metrics,
    "telemetry_series_refused_total",
    "New series that were refused, by reason",
  );
  const failures = countTo(
    metrics,
    "telemetry_disk_failures_total",
    "Writes that the disk did not take",
  );
  for (const reason of REASONS) refused(0, { reason });
  return ({ samples: taken, refusedSeries, disk }) => {
    for (const [outcome, count] of Object.entries(taken)) samples(count, { outcome });
    for (const [reason, count] of Object.entries(refusedSeries)) refused(count, { reason });
    failures(disk.failures, {});
  };
}

/** Makes a counter that is brought to a count that somebody else keeps. */
function countTo(metrics: MetricRegistry, name: string, help: string) {
  const counter = metrics.counter(name, help);
  const counted = new Map<string, number>();
  return (count: number, labels: Readonly<Record<string, string>>) => {
    const key = Object.values(labels).join();
    counter.add(count - (counted.get(key) ?? 0), labels);
    counted.set(key, count);
  };
}
