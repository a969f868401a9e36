import type { ProcessUsage } from "../host/process_usage.ts";
import { MetricRegistry } from "./metric_registry.ts";

/** What a process says about itself. */
export interface ProcessFacts {
  /** Wall ms. */
  readonly startedAtMs: number;
  readonly readUsage: () => ProcessUsage;
}

/** Makes the metrics of a process, with those that every process has by their usual names. */
export function createProcessMetrics({ startedAtMs, readUsage }: ProcessFacts): MetricRegistry {
  const metrics = new MetricRegistry();
  const cpu = metrics.counter("process_cpu_seconds_total", "Time on a processor, user and system");
  const resident = metrics.gauge("process_resident_memory_bytes", "Memory that is not swapped out");
  const heap = metrics.gauge("process_heap_bytes", "Memory of JavaScript objects");
  metrics.gauge("process_start_time_seconds", "When it started, since 1970").set(
    startedAtMs / 1_000,
  );
  let seenS = 0;
  metrics.onPrint(() => {
    const { residentBytes, heapBytes, cpuS } = readUsage();
    cpu.add(cpuS - seenS);
    seenS = cpuS;
    resident.set(residentBytes);
    heap.set(heapBytes);
  });
  return metrics;
}
