import assert from "node:assert/strict";
import { combineOrders } from "./appliance/combine_orders.ts";
import { servingState } from "./appliance/serving_state.ts";
import { Board } from "./cachecontrol/board.ts";
import { fakeReport } from "./cachecontrol/fake_report.ts";
import { REPORT_LIFE_MS } from "./report_life.ts";
import { board, BOARD_NOW_MS } from "./steering/board_fixture.ts";
import { rankOcas } from "./steering/rank_ocas.ts";

/** Who judges by age, each as: does a report, or its answer, of this age count? */
const JUDGES: Readonly<Record<string, (ageMs: number) => boolean>> = {
  cachecontrol: (ageMs) => {
    const heard = new Board();
    heard.hear(fakeReport("a"), { nowMs: 0, monotonicMs: 0 });
    return heard.fresh(ageMs).length === 1;
  },
  steering: (ageMs) => {
    const heardAtMs = BOARD_NOW_MS - ageMs;
    const request = { clientIp: "127.0.0.1", titleId: "t1" };
    const answer = rankOcas(board({ oca: "a", heardAtMs }, { oca: "b" }), request, BOARD_NOW_MS);
    return answer.ranked.length === 2;
  },
  "the OCA's orders": (ageMs) => {
    const orders = { wantedState: "SERVING", settled: true, manifest: [], sources: {} } as const;
    return combineOrders([{ orders, heardAtMs: 0 }], ageMs) !== undefined;
  },
  "the OCA itself": (ageMs) => {
    const facts = { wantedState: "SERVING", sinceAcceptedMs: ageMs, sessions: 0 } as const;
    return servingState(facts).reason === undefined;
  },
};

Deno.test("all who judge reports by their age agree to the millisecond", () => {
  for (const [who, counts] of Object.entries(JUDGES)) {
    assert.deepEqual([counts(REPORT_LIFE_MS - 1), counts(REPORT_LIFE_MS)], [true, false], who);
  }
});
