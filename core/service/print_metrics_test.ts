import assert from "node:assert/strict";
import { CLOCK_HEADER } from "../nouns/clock_reading.ts";
import { FakeClock } from "../testing/fake_clock.ts";
import { MetricRegistry } from "./metric_registry.ts";
import { printMetrics } from "./print_metrics.ts";

Deno.test("a scrape is told what the clock of the process shows", () => {
  const clock = new FakeClock(1_700_000_000_000);
  clock.jumpWall(50.25);
  const response = printMetrics(new MetricRegistry(), new Headers(), { clock });
  assert.equal(response.headers.get(CLOCK_HEADER), "1700000000050.25");
});
