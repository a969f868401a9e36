import assert from "node:assert/strict";
import fc from "fast-check";
import { cmsdDynamic } from "./appliance/cmsd.ts";
import { isInDuress } from "./duress.ts";
import { board, BOARD_NOW_MS } from "./steering/board_fixture.ts";
import { rankOcas } from "./steering/rank_ocas.ts";

Deno.test("an OCA is in duress above 85 % of its capacity", () => {
  assert.deepEqual([0, 0.85, 0.851, 1.2].map(isInDuress), [false, false, true, true]);
});

Deno.test("what an OCA tells players about duress is what steering makes of its load", () => {
  const request = { clientIp: "127.0.0.1", titleId: "t1" };
  fc.assert(fc.property(fc.integer({ min: 0, max: 1_000 }), (permille) => {
    const loadRatio = permille / 1_000;
    const load = { oca: "a", egressBps: permille * 1e6, capacityBps: 1e9, sessions: 1 };
    const ranked = rankOcas(board({ oca: "a", loadRatio }, { oca: "b" }), request, BOARD_NOW_MS);
    const isRejected = ranked.rejected.some(({ oca }) => oca === "a");
    assert.equal(/;du$/.test(cmsdDynamic(load)), isRejected);
  }));
});
