import assert from "node:assert/strict";
import { servingState } from "./serving_state.ts";

const FACTS = { wantedState: "SERVING", sinceAcceptedMs: 100, sessions: 3 } as const;

Deno.test("an OCA that is heard and wanted serves", () => {
  assert.deepEqual(servingState(FACTS), { state: "SERVING", reason: undefined });
});

Deno.test("a drained OCA keeps its sessions and is drained when they are gone", () => {
  const wanted = { ...FACTS, wantedState: "DRAINED" } as const;
  assert.deepEqual(servingState(wanted), { state: "DRAINING", reason: "ordered" });
  assert.deepEqual(servingState({ ...wanted, sessions: 0 }), {
    state: "DRAINED",
    reason: "ordered",
  });
});

Deno.test("an OCA that hears nothing for six seconds drains itself", () => {
  assert.equal(servingState({ ...FACTS, sinceAcceptedMs: 5_999 }).state, "SERVING");
  assert.deepEqual(servingState({ ...FACTS, sinceAcceptedMs: 6_000 }), {
    state: "DRAINING",
    reason: "cut-off",
  });
  const fresh = servingState({ ...FACTS, sinceAcceptedMs: Infinity, sessions: 0 });
  assert.deepEqual(fresh, { state: "DRAINED", reason: "cut-off" });
});
