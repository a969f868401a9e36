import assert from "node:assert/strict";
import type { DeployDetail, LookView } from "@netops/core/contracts";
import type { ExecutionRecord, StageRecord } from "../execution/execution_record.ts";
import { decodeJson, encodeEvent, encodeRecord, MOST_RECORD_BYTES } from "./record_json.ts";

function recordOf(change: Partial<StageRecord>): ExecutionRecord {
  const stage = { name: "a", reason: "", outputs: {}, wishes: {}, ...change };
  return { id: "d-1", stages: [stage] } as unknown as ExecutionRecord;
}

function stored(change: Partial<StageRecord>): StageRecord {
  return decodeJson<ExecutionRecord>(encodeRecord(recordOf(change))).stages[0]!;
}

function look(number: number): LookView {
  const metric = {
    name: "errors",
    classification: "Pass",
    critical: true,
    estimate: 0,
    ci: [0, 0],
  };
  const metrics = Array(20).fill({ ...metric, reason: "x".repeat(60) });
  return { look: number, metrics } as unknown as LookView;
}

Deno.test("a long reason is cut where it is stored, and says so", () => {
  assert.equal(stored({ reason: "x".repeat(1_000) }).reason?.length, 1_000);
  const { reason } = stored({ reason: "x".repeat(1_001) });
  assert.equal(reason, `${"x".repeat(999)}…`);
});

Deno.test("a record that is too large loses the metrics of its oldest looks, and nothing else", () => {
  const deploy = {
    looks: Array.from({ length: 40 }, (_, at) => look(at)),
  } as unknown as DeployDetail;
  const kept = stored({ deploy, state: "s", outputs: { a: 1 } });
  const counts = kept.deploy!.looks.map(({ metrics }) => metrics.length);
  assert.deepEqual(counts, [...Array(35).fill(0), ...Array(5).fill(20)]);
  assert.deepEqual([kept.state, kept.outputs], ["s", { a: 1 }]);
  const few = {
    looks: [look(1), look(2), look(3), look(4), look(5), look(6)],
  } as unknown as DeployDetail;
  assert.ok(stored({ deploy: few }).deploy!.looks.every(({ metrics }) => metrics.length === 20));
});

Deno.test("what is too large all the same is refused by its size", () => {
  assert.throws(() => encodeRecord(recordOf({ state: "ä".repeat(MOST_RECORD_BYTES / 2) })), {
    code: "TOO_LARGE",
    message: /^Cannot store d-1 as it takes \d+ bytes, and 61440 is the most$/,
  });
});

Deno.test("an event that is too large says what it left out", () => {
  const event = { seq: 1, kind: "deploy.look", data: { text: "x".repeat(20_000) } };
  const { data, kind } = decodeJson<typeof event>(encodeEvent(event));
  assert.equal(kind, "deploy.look");
  assert.ok((data as unknown as { leftOutBytes: number }).leftOutBytes > 20_000);
});
