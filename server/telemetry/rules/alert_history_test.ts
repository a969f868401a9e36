import assert from "node:assert/strict";
import { LabelSet } from "../model/label_set.ts";
import { writeStale } from "../model/samples.ts";
import type { SelectedSeries, SeriesSource } from "../model/series_source.ts";
import { createAlertHistory, restoreAlert } from "./alert_history.ts";

const NOW_MS = 1_700_000_000_000;

function seriesOf(app: string, atMs: readonly number[], ends = false): SelectedSeries {
  const values = new Float64Array(atMs.map(() => (NOW_MS - 60_000) / 1_000));
  if (ends) writeStale(values, atMs.length - 1);
  const labels = LabelSet.of({ __name__: "ALERTS_FOR_STATE", alertname: "Slow", app });
  const timestampsMs = new Float64Array(atMs);
  return { labels, samples: { length: atMs.length, timestampsMs, values } };
}

Deno.test("the alerts of an hour back are known by their labels, unless they ended", () => {
  const asked: unknown[] = [];
  const source: SeriesSource = {
    select: (matchers, range) => {
      asked.push(matchers.map(({ name, value }) => `${name}=${value}`), range);
      return [
        seriesOf("one", [NOW_MS - 20_000, NOW_MS - 10_000]),
        seriesOf("two", [NOW_MS - 20_000, NOW_MS - 10_000], true),
        seriesOf("three", []),
      ];
    },
  };
  const past = createAlertHistory(source)("Slow", NOW_MS);
  assert.deepEqual(asked, [
    ["__name__=ALERTS_FOR_STATE", "alertname=Slow"],
    { fromMs: NOW_MS - 3_600_000, toMs: NOW_MS - 1 },
  ]);
  const key = LabelSet.of({ alertname: "Slow", app: "one" }).key;
  assert.deepEqual([...past], [[key, {
    activeAtMs: NOW_MS - 60_000,
    lastMs: NOW_MS - 10_000,
  }]]);
});

Deno.test("an alert goes on as Prometheus has it: fires on, after the grace, or as if nothing was between", () => {
  const past = { activeAtMs: NOW_MS - 60_000, lastMs: NOW_MS - 10_000 };
  const restore = (forMs: number, graceMs: number) =>
    restoreAlert(past, { timeMs: NOW_MS, forMs, graceMs });
  assert.deepEqual(restore(50_000, 10_000), { activeAtMs: NOW_MS - 60_000, wasFiring: true });
  assert.deepEqual(restore(59_000, 10_000), {
    activeAtMs: NOW_MS + 10_000 - 59_000,
    wasFiring: false,
  });
  assert.deepEqual(restore(60_000, 10_000), { activeAtMs: NOW_MS - 50_000, wasFiring: false });
  assert.equal(restore(9_999, 10_000), undefined);
  assert.equal(restore(0, 0), undefined);
});
