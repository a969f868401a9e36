import assert from "node:assert/strict";
import { trafficRows } from "./traffic_rows.ts";

const PLACES = new Map([
  ["a-1", { app: "a", zone: "eu-a" }],
  ["a-2", { app: "a", zone: "eu-b" }],
  ["a-3", { app: "a", zone: "eu-b" }],
  ["b-1", { app: "b", zone: "-" }],
]);
const sample = (metric: Record<string, string>, value: number) => ({
  metric,
  value: [1, String(value)] as const,
});

Deno.test("traffic is summed by app and zone, the busiest first, and who is idle has a row", () => {
  const rows = trafficRows({
    requests: [
      sample({ instance: "a-1", code: "200" }, 9),
      sample({ instance: "a-1", code: "503" }, 1),
      sample({ instance: "a-2", code: "200" }, 15),
      sample({ instance: "a-3", code: "connect" }, 5),
      sample({ instance: "a-3", code: "cancelled" }, 0),
      sample({ instance: "gone", code: "200" }, 99),
    ],
    buckets: [],
  }, PLACES);
  assert.deepEqual(
    rows.map((
      { app, zone, instances, requestsPerS, errorRatio },
    ) => [app, zone, instances, requestsPerS, errorRatio]),
    [["a", "eu-b", 2, 20, 0.25], ["a", "eu-a", 1, 10, 0.1], ["b", "-", 1, 0, null]],
  );
});

Deno.test("latency of several instances is that of their buckets together", () => {
  const buckets = [
    sample({ instance: "a-2", le: "0.1" }, 10),
    sample({ instance: "a-2", le: "+Inf" }, 10),
    sample({ instance: "a-3", le: "0.1" }, 0),
    sample({ instance: "a-3", le: "+Inf" }, 10),
  ];
  const [row] = trafficRows({ requests: [], buckets }, PLACES)
    .filter(({ zone }) => zone === "eu-b");
  assert.deepEqual([row?.p50Ms, row?.p95Ms], [100, 100]);
});
