import type { MetricRegistry } from "@netops/core/service";
import type { SeriesStore } from "./series/mod.ts";

/** Shows what the series store holds and refuses among the process's own metrics. */
export function watchStore(store: SeriesStore, metrics: MetricRegistry): void {
  const series = metrics.gauge("telemetry_series", "Series that are held");
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
  metrics.onPrint(() => {
    const stats = store.stats();
    series.set(stats.series);
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
