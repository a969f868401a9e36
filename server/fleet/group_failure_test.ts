import assert from "node:assert/strict";
import type { LogLine } from "@netops/core/contracts";
import { recordDeath } from "./backoff.ts";
import { groupOf, memberOf, worldOf } from "./fleet_fixture.ts";
import { findFailure, lastLines } from "./group_failure.ts";
import type { Member } from "./model.ts";

function dying(
  deaths: number,
  change: { wasUp?: boolean; upForMs?: number; reason?: string } = {},
) {
  const { wasUp = false, upForMs = 0, reason = "exited with code 1" } = change;
  const group = groupOf({ wasUp });
  for (let count = 0; count < deaths; count++) {
    recordDeath(group.seats[1]!, { nowMs: 1_000 + count, upForMs, reason });
  }
  const failure = (nowMs: number, members: readonly Member[] = []) =>
    findFailure(group, worldOf(group, members), nowMs);
  return { group, failure };
}

Deno.test("three quick deaths before a group was whole are a failure, five later", () => {
  assert.equal(dying(2).failure(2_000), undefined);
  assert.equal(
    dying(3).failure(2_000),
    "crash loop, 3 deaths in a row: exited with code 1",
  );
  assert.equal(dying(4, { wasUp: true }).failure(2_000), undefined);
  assert.match(dying(5, { wasUp: true }).failure(2_000)!, /5 deaths in a row/);
});

Deno.test("five deaths in a minute are a failure however long each lived", () => {
  const { failure } = dying(5, { upForMs: 4_000, wasUp: true });
  assert.match(failure(2_000)!, /crash loop, 5 deaths in a minute: exited/);
  assert.equal(failure(70_000), undefined);
});

Deno.test("one that is not healthy in time is a failure until another holder is healthy", () => {
  const reason = "not healthy within 1000 ms: refused";
  const { failure } = dying(1, { reason });
  assert.equal(failure(2_000), reason);
  const holder = memberOf({ slot: 1, phase: { kind: "up", sinceMs: 2_000 } });
  assert.equal(failure(2_001, [holder]), undefined);
  assert.equal(failure(2_001, [memberOf({ slot: 0 })]), reason, "that is another seat");
});

Deno.test("a holder that is healthy for 3 s ends a crash loop, one that just came does not", () => {
  const { failure, group } = dying(5);
  const holder = memberOf({ slot: 1, phase: { kind: "up", sinceMs: 2_000 } });
  assert.match(failure(4_999, [holder])!, /crash loop/);
  assert.equal(failure(5_000, [holder]), undefined);
  group.desired = 1;
  assert.equal(failure(2_000), undefined, "a seat that nobody wants fails nobody");
});

Deno.test("lastLines() are those of this group, not of one whose name begins alike", () => {
  const line = (instance: string, text: string): LogLine =>
    ({ tsMs: 0, app: "hello", instance, stream: "stderr", level: "error", text }) as LogLine;
  const lines = [
    ...[1, 2, 3, 4, 5, 6].map((n) => line("hello-v001-ab12", `own ${n}`)),
    line("hello-v001-v000-ab12", "of hello-v001-v000"),
    line("hello-v000-ab12", "of hello-v000"),
  ];
  const asked: unknown[] = [];
  const logs = { tail: (select: unknown) => (asked.push(select), lines) };
  assert.deepEqual(
    lastLines(logs, groupOf({ name: "hello-v001" })),
    [2, 3, 4, 5, 6].map((n) => `own ${n}`),
  );
  assert.deepEqual(asked, [{ app: "hello" }]);
});
