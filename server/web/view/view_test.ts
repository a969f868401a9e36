import assert from "node:assert/strict";
import type { TimelineEvent } from "@netops/core/contracts";
import fc from "fast-check";
import { EMPTY_SNAPSHOT, type OpsSnapshot } from "../ops_snapshot.ts";
import { ribbonBins } from "./event_ribbon.tsx";
import { filterEvents } from "./events_panel.tsx";
import { formatAge, formatMs, formatRate, formatRatio } from "./format.ts";
import { healthOf, isFailure } from "./health.ts";
import { sparkPoints } from "./spark_line.tsx";
import {
  CHAOS_PARTS,
  formatOpsUrl,
  LOG_LEVELS,
  OPS_TABS,
  parseOpsView,
  TIME_RANGES,
  TRACE_CHOICES,
} from "./view_url.ts";

Deno.test("a view survives its URL", () => {
  const word = fc.string({ maxLength: 100, unit: "grapheme-ascii" });
  const view = fc.record({
    tab: fc.constantFrom(...OPS_TABS),
    app: word,
    filter: word,
    kind: word,
    level: fc.constantFrom(...LOG_LEVELS),
    trace: fc.string({ maxLength: 64, unit: "grapheme-ascii" }),
    span: fc.string({ maxLength: 64, unit: "grapheme-ascii" }),
    only: fc.constantFrom(...TRACE_CHOICES),
    query: word,
    range: fc.constantFrom(...TIME_RANGES),
    fault: fc.string({ maxLength: 64, unit: "grapheme-ascii" }),
    run: fc.string({ maxLength: 64, unit: "grapheme-ascii" }),
    part: fc.constantFrom(...CHAOS_PARTS),
    deploy: fc.string({ maxLength: 64, unit: "grapheme-ascii" }),
    look: fc.string({ maxLength: 64, unit: "grapheme-ascii" }),
    metric: word,
    load: fc.string({ maxLength: 64, unit: "grapheme-ascii" }),
  });
  fc.assert(fc.property(view, (one) => {
    assert.deepEqual(parseOpsView(new URL(formatOpsUrl(one), "http://x").search), { ...one });
  }));
});

Deno.test("parseOpsView() takes defaults for what it does not know", () => {
  assert.deepEqual(parseOpsView("?tab=purge&level=loud"), parseOpsView(""));
});

Deno.test("numbers read as people write them, and a small ratio never reads as zero", () => {
  assert.deepEqual([0, 59_999, 60_000, 3_600_000, 3_720_000, 93_600_000].map(formatAge), [
    "0 s",
    "59 s",
    "1 min",
    "1 h",
    "1 h 2 min",
    "1 d 2 h",
  ]);
  assert.deepEqual([0, 0.0001, 0.012, 0.5].map(formatRatio), ["0.0 %", "<0.1 %", "1.2 %", "50 %"]);
  assert.deepEqual([0.44, 38.4, 1200].map(formatMs), ["0.4 ms", "38 ms", "1.20 s"]);
  assert.deepEqual([2.84, 138.4].map(formatRate), ["2.8", "138"]);
});

function snapshotOf(
  ...apps: (readonly [up: number, desired: number, status: string])[]
): OpsSnapshot {
  const rows = apps.map(([up, desired, status], index) =>
    [`a${index}`, { app: `a${index}`, tier: "service", up, desired, status }] as const
  );
  const healthy = apps.every(([up, desired]) => up >= desired);
  const head = { ...EMPTY_SNAPSHOT.head, healthy, fleet: { okAtMs: 1 } };
  return { ...EMPTY_SNAPSHOT, head, apps: Object.fromEntries(rows) } as OpsSnapshot;
}

Deno.test("healthOf() never calls healthy what is not known or not whole", () => {
  assert.equal(healthOf(EMPTY_SNAPSHOT).word, "Not known");
  assert.equal(healthOf(snapshotOf([2, 2, "UP"], [0, 0, "DOWN"])).word, "Healthy");
  assert.equal(healthOf(snapshotOf([1, 2, "DOWN"])).word, "Degraded");
  assert.equal(healthOf(snapshotOf([0, 2, "STARTING"])).word, "Starting");
  assert.equal(healthOf(snapshotOf([0, 2, "DOWN"], [0, 1, "STARTING"])).word, "Down in part");
  const unwell = snapshotOf([1, 1, "UP"]);
  assert.equal(healthOf({ ...unwell, head: { ...unwell.head, healthy: false } }).word, "Degraded");
});

Deno.test("healthOf() says that alerts fire although everything is up", () => {
  const well = snapshotOf([1, 1, "UP"]);
  const withAlerts = (count: number) =>
    healthOf({ ...well, head: { ...well.head, alerts: { okAtMs: 1, count, firing: [] } } });
  assert.deepEqual(withAlerts(0).word, "Healthy");
  assert.deepEqual([withAlerts(1).tone, withAlerts(1).word], ["warn", "Up, but 1 alert fires"]);
  assert.equal(withAlerts(2).word, "Up, but 2 alerts fire");
});

Deno.test("isFailure() believes the event itself before its kind", () => {
  const seen = (kind: string, data: Record<string, unknown>) => isFailure({ kind, data });
  assert.equal(seen("process.gone", { failed: true }), true);
  assert.equal(seen("process.exited", { failed: false }), false);
  assert.equal(seen("registry.evict", {}), true);
  assert.equal(seen("registry.register", {}), false);
  assert.equal(seen("alert.firing", {}), true);
  assert.equal(seen("alert.resolved", {}), false);
});

function event(tsMs: number, kind: string): TimelineEvent {
  return { tsMs, seq: tsMs, kind, subject: "a-1", actor: "fleet", data: { code: 137 } };
}

Deno.test("ribbonBins() puts now into the last step and drops what is older than 10 min", () => {
  const bins = ribbonBins([
    event(600_000, "instance.exited"),
    event(1, "instance.up"),
    event(-1, "instance.up"),
  ], 600_000);
  assert.deepEqual(bins.at(-1), { total: 1, failed: 1 });
  assert.deepEqual(bins[0], { total: 1, failed: 0 });
  assert.equal(bins.reduce((sum, bin) => sum + bin.total, 0), 2);
});

Deno.test("filterEvents() takes a kind with all below it, and text of the data", () => {
  const events = [event(1, "instance.up"), event(2, "instance"), event(3, "instances.up")];
  const seqs = (kind: string, filter: string) =>
    filterEvents(events, { kind, filter }).map((e) => e.seq);
  assert.deepEqual(seqs("instance", ""), [1, 2]);
  assert.deepEqual(seqs("", "CODE=137"), [1, 2, 3]);
  assert.deepEqual(seqs("", "code=1 "), []);
  assert.deepEqual(seqs("", "code 137"), [1, 2, 3]);
  const traced = [event(1, "a.b"), { ...event(2, "a.b"), traceId: "AB" }];
  const by = { kind: "", filter: "", trace: "ab" };
  assert.deepEqual(filterEvents(traced, by).map((e) => e.seq), [2]);
});

Deno.test("sparkPoints() stay in their box, newest at the right edge", () => {
  fc.assert(fc.property(fc.array(fc.float({ min: 0, max: 1e6, noNaN: true })), (values) => {
    const points = sparkPoints(values);
    assert.equal(points.length, Math.min(60, values.length));
    assert.ok(points.every(([x, y]) => x >= 0 && x <= 120 && y >= 0 && y <= 24));
    if (points.length > 0) assert.equal(points.at(-1)?.[0], 118);
  }));
});
