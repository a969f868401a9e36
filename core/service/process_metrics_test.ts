import assert from "node:assert/strict";
import { createProcessMetrics } from "./process_metrics.ts";

Deno.test("a process tells its start, memory and time on a processor, which only grows", () => {
  const usage = { residentBytes: 50e6, heapBytes: 5e6, cpuS: 0.25 };
  const metrics = createProcessMetrics({ startedAtMs: 1_500, readUsage: () => usage });
  metrics.text();
  usage.cpuS = 0.75;
  const text = metrics.text();
  for (
    const line of [
      "process_start_time_seconds 1.5",
      "process_resident_memory_bytes 50000000",
      "process_heap_bytes 5000000",
      "process_cpu_seconds_total 0.75",
    ]
  ) assert.ok(text.includes(`${line}\n`), line);
});
