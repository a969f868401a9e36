import assert from "node:assert/strict";
import { MetricRegistry } from "@netops/core/service";
import { FakeClock } from "@netops/core/testing";
import { LabelSet } from "./model/label_set.ts";
import { openSeriesStore } from "./series/mod.ts";
import { watchStore } from "./store_metrics.ts";

Deno.test("what the store counts are counters, there before anything is refused", () => {
  const clock = new FakeClock();
  const limits = { mostSeries: 1 };
  const store = openSeriesStore({ clock, compileRegex: () => () => true, limits });
  const metrics = new MetricRegistry();
  watchStore(store, metrics);
  const line = (start: string) =>
    metrics.text("openmetrics").split("\n").find((text) => text.startsWith(start));
  const refused = 'telemetry_series_refused_total{reason="too_many_series"} ';
  assert.equal(line(refused), `${refused}0`);
  assert.equal(
    line("# TYPE telemetry_series_refused"),
    "# TYPE telemetry_series_refused counter",
  );
  const ref = store.refOf(LabelSet.of({ a: "1" }));
  for (const value of ["2", "3"]) store.refOf(LabelSet.of({ a: value }));
  store.append(Number(ref), Math.floor(clock.nowMs()), 1);
  line("");
  assert.equal(line(refused), `${refused}2`);
  const taken = 'telemetry_samples_total{outcome="ok"} ';
  assert.equal(line(taken), `${taken}1`);
  assert.equal(line("telemetry_disk_failures_total"), "telemetry_disk_failures_total 0");
});
