import assert from "node:assert/strict";
import { FakeTimer, ScriptedHttpClient } from "@netops/core/testing";
import type { SessionLine } from "../session/session_line.ts";
import { LoadSeries } from "./load_series.ts";
import { SeriesPush } from "./series_push.ts";

interface Point {
  readonly asDouble?: number;
  readonly count?: string;
  readonly sum?: number;
  readonly bucketCounts?: readonly string[];
  readonly attributes: readonly { readonly key: string; readonly value: { stringValue: string } }[];
}

/** Name and labels → point. */
function read(body: string): Record<string, Point> {
  const [{ scopeMetrics: [{ metrics }] }] = JSON.parse(body).resourceMetrics;
  const found: Record<string, Point> = {};
  for (const { name, sum, gauge, histogram } of metrics) {
    for (const point of (sum ?? gauge ?? histogram).dataPoints as Point[]) {
      const labels = point.attributes.map(({ key, value }) => `${key}=${value.stringValue}`);
      found[`${name} ${labels.join(" ")}`] = point;
    }
  }
  return found;
}

const START = { type: "start", scheduledAtMs: 0, startedAtMs: 0 } as const;
const LINES: readonly SessionLine[] = [
  { ...START, index: 0, atMs: 90, outcome: "started", startupMs: 90 },
  { ...START, index: 1, atMs: 60_000, outcome: "started", startupMs: 60_000 },
  { ...START, index: 2, atMs: 90, outcome: "failed" },
  { type: "mark", index: 0, atMs: 100, mark: "stalled" },
  { type: "mark", index: 0, atMs: 110, mark: "resumed", tookMs: 10 },
  { type: "mark", index: 0, atMs: 120, mark: "failover" },
];

Deno.test("every number of a load has a series of its run", () => {
  const series = new LoadSeries("l1", 0);
  for (const line of LINES) series.feed(line);
  const points = read(
    series.body({ nowMs: 1_000, running: 2, crossed: { startup_ms: true, starts: false } }),
  );
  const value = (name: string) => points[name]?.asDouble;
  assert.equal(value("netops_load_starts_total run=l1 outcome=started"), 2);
  assert.equal(value("netops_load_starts_total run=l1 outcome=failed"), 1);
  assert.equal(value("netops_load_starts_total run=l1 outcome=left"), 0);
  assert.equal(value("netops_load_stalls_total run=l1"), 1);
  assert.equal(value("netops_load_failovers_total run=l1"), 1);
  assert.equal(value("netops_load_running run=l1"), 2);
  assert.equal(value("netops_load_threshold_crossed run=l1 metric=startup_ms"), 1);
  assert.equal(value("netops_load_threshold_crossed run=l1 metric=starts"), 0);
  const startup = points["netops_load_startup_ms run=l1"];
  assert.equal(startup?.count, "2");
  assert.equal(startup?.sum, 60_090);
  assert.deepEqual(startup?.bucketCounts, ["0", "0", "1", "0", "0", "0", "0", "0", "0", "0", "1"]);
});

Deno.test("a telemetry that is away, hangs or is not there ends nothing", async () => {
  const timer = new FakeTimer();
  const away = new ScriptedHttpClient(() => {
    throw new Error("away");
  });
  const push = new SeriesPush({ url: "http://127.0.0.1:1", http: away, timer });
  push.send("{}");
  await push.close("{}");
  assert.equal(away.requests.length, 2);
  assert.equal(away.requests[0]?.url, "http://127.0.0.1:1/v1/metrics");
  const hangs = new ScriptedHttpClient((request) =>
    new Promise((_, reject) =>
      request.signal?.addEventListener("abort", () => reject(new Error("late")))
    )
  );
  const slow = new SeriesPush({ url: "http://127.0.0.1:1", http: hangs, timer });
  slow.send("{}");
  // One at a time.
  slow.send("{}");
  await timer.settle();
  assert.equal(hangs.requests.length, 1);
  const closing = slow.close("{}");
  await timer.advance(1_000);
  await timer.advance(1_000);
  await closing;
  await new SeriesPush({ url: undefined, http: hangs, timer }).close("{}");
  assert.equal(hangs.requests.length, 2);
});
