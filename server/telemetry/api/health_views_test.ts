import assert from "node:assert/strict";
import { FakeClock } from "@netops/core/testing";
import { LabelSet } from "../model/label_set.ts";
import { openSeriesStore } from "../series/mod.ts";
import { SeriesSink } from "../series_sink.ts";
import { ExemplarBook } from "../exemplar_book.ts";
import { FamilyBook } from "../family_book.ts";
import { healthDocument } from "./health_views.ts";

function world(mostSeries: number, mostSeriesOfOwner = 100) {
  const clock = new FakeClock();
  const limits = { mostSeries, mostSeriesOfOwner };
  const store = openSeriesStore({ clock, compileRegex: () => () => true, limits });
  const sink = new SeriesSink({
    store,
    exemplars: new ExemplarBook(),
    families: new FamilyBook(),
  });
  const bring = (count: number, owner: string, rank?: "platform") => {
    for (let id = 0; id < count; id++) {
      sink.refOf(LabelSet.of({ __name__: "a", job: owner, id: `${id}` }), owner, { rank });
    }
  };
  const health = () =>
    healthDocument({
      series: store.stats(),
      biggestJobs: () => store.biggest("job", 2),
      ...{ forward: undefined, nowMs: clock.nowMs() },
    });
  return { clock, bring, health };
}

Deno.test("while guests find no place health names the biggest jobs", () => {
  const { bring, health } = world(100);
  bring(50, "svc0");
  assert.deepEqual([health().status, health().warnings], ["ok", []]);
  bring(20, "svc1");
  const { status, warnings, series } = health();
  assert.equal(status, "degraded");
  assert.deepEqual(warnings.map(({ code }) => code), ["series_full"]);
  assert.match(warnings[0]?.message ?? "", /^New series of OTLP.* as 60 of 100 places are taken/);
  assert.match(warnings[0]?.message ?? "", /jobs are svc0 \(50\), svc1 \(10\)/);
  assert.deepEqual(series, { held: 60, most: 100, refused: { too_many_series: 10 } });
  bring(40, "catalog-v000-1", "platform");
  assert.match(health().warnings[0]?.message ?? "", /^New series are refused, also those of the/);
});

Deno.test("a sender beyond its own bound is named, for five minutes", () => {
  const { clock, bring, health } = world(1_000, 10);
  bring(11, "otlp/wild/");
  assert.deepEqual(health().warnings.map(({ code }) => code), ["series_refused"]);
  assert.match(health().warnings[0]?.message ?? "", /otlp\/wild\//);
  clock.advance(300_000);
  assert.deepEqual(health().warnings, []);
});

Deno.test("passing on that fails is told with its reason and what waits", () => {
  const { clock, health } = world(10);
  const forward = {
    ...{ url: "http://c:4318", failingSinceMs: clock.nowMs() - 30_000, lastError: "refused" },
    ...{ waitingRequests: 12, waitingBytes: 3_456, failures: 5, dropped: 2 },
  };
  const { series } = healthFactsOf();
  const { warnings } = healthDocument({
    ...{ series, forward, nowMs: clock.nowMs(), biggestJobs: () => [] },
  });
  assert.deepEqual(warnings, [{
    code: "forward_failing",
    message: "Cannot pass telemetry on to http://c:4318 for 30 s (refused): " +
      "12 requests (4 KB) wait, 2 are lost",
    fix: "start the endpoint, or change telemetry.forward in netops.yaml",
  }]);
  assert.equal(health().forward, null);
});

function healthFactsOf() {
  const clock = new FakeClock();
  return { series: openSeriesStore({ clock, compileRegex: () => () => true }).stats() };
}
