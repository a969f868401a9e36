import assert from "node:assert/strict";
import fc from "fast-check";
import { applyDelta, diffSnapshots } from "./delta.ts";
import { EMPTY_SNAPSHOT, type OpsSnapshot } from "./ops_snapshot.ts";

const name = fc.constantFrom("a", "b", "c", "d", "e");
const section = fc.dictionary(name, fc.record({ app: name, up: fc.nat(3), note: fc.string() }));

const snapshot = fc.record({
  atMs: fc.nat(),
  apps: section,
  events: section,
  healthy: fc.boolean(),
})
  .map(({ atMs, apps, events, healthy }) =>
    ({
      ...EMPTY_SNAPSHOT,
      atMs,
      apps,
      events,
      head: { ...EMPTY_SNAPSHOT.head, healthy },
    }) as unknown as OpsSnapshot
  );

Deno.test("applying the delta of two snapshots to the older gives the newer", () => {
  fc.assert(fc.property(snapshot, snapshot, (older, newer) => {
    assert.deepEqual(sorted(applyDelta(older, diffSnapshots(older, newer))), sorted(newer));
  }));
});

Deno.test("diffSnapshots() sends only the time when nothing changed", () => {
  const later = { ...EMPTY_SNAPSHOT, atMs: 7 };
  assert.deepEqual(diffSnapshots(EMPTY_SNAPSHOT, later), { atMs: 7, sections: {} });
});

function sorted(value: OpsSnapshot): unknown {
  const order = (_: string, item: unknown) =>
    typeof item === "object" && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => a < b ? -1 : 1))
      : item;
  return JSON.parse(JSON.stringify(value, order));
}
