import type { MetricRegistry } from "@netops/core/service";
import type { SeriesStore } from "./series/mod.ts";

const REASONS = ["too_many_series", "too_many_series_of_owner", "too_much_label_text"];

/** Shows what the series store holds and refuses among the process's own metrics. */
export function watchStore(store: SeriesStore, metrics: MetricRegistry): void {
  const series = metrics.gauge("telemetry_series", "Series that are held");
  const places = metrics.gauge("telemetry_series_places", "Series that can be held");
  const samples = metrics.gauge("telemetry_samples", "Samples by what became of them");
  const refused = metrics.gauge(
    "telemetry_series_refused",
    "New series that were refused, by reason",
  );
  const memory = metrics.gauge(
    "telemetry_series_memory_bytes",
    "Memory of samples, by what it is for",
  );
  const disk = metrics.gauge("telemetry_series_disk_bytes", "Files of samples, by what they are");
  const failures = metrics.gauge("telemetry_disk_failures", "Writes that the disk did not take");
  // They are there before the first refusal: when there is one, a new series may find no place.
  for (const reason of REASONS) refused.set(0, { reason });
  metrics.onPrint(() => {
    const stats = store.stats();
    series.set(stats.series);
    places.set(stats.mostSeries);
    for (const [outcome, count] of Object.entries(stats.samples)) samples.set(count, { outcome });
    for (const [reason, count] of Object.entries(stats.refusedSeries)) {
      refused.set(count, { reason });
    }
    const { openBytes, sealedBytes, cacheBytes } = stats.memory;
    memory.set(openBytes, { what: "open" });
    memory.set(sealedBytes, { what: "sealed" });
    memory.set(cacheBytes, { what: "cache" });
    disk.set(stats.disk.blockBytes, { what: "blocks" });
    disk.set(stats.disk.logBytes, { what: "log" });
    failures.set(stats.disk.failures);
  });
}
