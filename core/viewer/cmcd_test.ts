import assert from "node:assert/strict";
import { cmcdHeaders, type CmcdSession } from "./cmcd.ts";
import { impatience } from "./in_flight.ts";

const SESSION: CmcdSession = {
  sessionId: 's"1',
  contentId: "t1",
  topBitrateBps: 1_200_000,
  bufferMs: 5_951,
  estimateBps: 3_449_000,
  isStarved: true,
  isUrgent: true,
};
const SEGMENT = { objectType: "v", bitrateBps: 612_345, durationMs: 2_000.4 } as const;

Deno.test("cmcdHeaders() writes keys in order, rounds as CTA-5004 wants, and quotes", () => {
  assert.deepEqual(cmcdHeaders(SESSION, SEGMENT), {
    "cmcd-object": "br=612,d=2000,ot=v,tb=1200",
    "cmcd-request": "bl=6000,mtp=3400,su",
    "cmcd-session": 'cid="t1",sf=h,sid="s\\"1",st=v',
    "cmcd-status": "bs",
  });
});

Deno.test("cmcdHeaders() leaves out what is not known", () => {
  const bare = cmcdHeaders({
    ...{ sessionId: "", contentId: "", bufferMs: 0, topBitrateBps: undefined },
    ...{ estimateBps: undefined, isStarved: false, isUrgent: false },
  }, { objectType: "m", bitrateBps: undefined, durationMs: undefined });
  assert.deepEqual(bare, {
    "cmcd-object": "ot=m",
    "cmcd-request": "bl=0",
    "cmcd-session": "sf=h,st=v",
  });
});

Deno.test("impatience() tells a hang, silence and slowness apart", () => {
  const facts = { ttfbTimeoutMs: 1_500, idleTimeoutMs: 1_500, mostRemainingMs: 2_000 };
  const exchange = {
    ...{ request: {} as never, need: undefined, startedAtMs: 0, lastByteAtMs: 0 },
    ...{ headAtMs: undefined as number | undefined, bytes: 0, sizeBytes: 1_000 },
  };
  const at = (nowMs: number, change: Partial<typeof exchange> = {}) =>
    impatience({ ...exchange, ...change }, { ...facts, nowMs });
  assert.equal(at(1_499), undefined);
  assert.equal(at(1_500), "hang");
  assert.equal(at(1_700, { headAtMs: 100, lastByteAtMs: 201, bytes: 990 }), undefined);
  assert.equal(at(1_701, { headAtMs: 100, lastByteAtMs: 201, bytes: 990 }), "silence");
  // 100 bytes in half a second: 4.5 s for the other 900.
  assert.equal(at(700, { headAtMs: 200, lastByteAtMs: 490, bytes: 100 }), "slow");
  assert.equal(at(699, { headAtMs: 200, lastByteAtMs: 490, bytes: 100 }), undefined);
  assert.equal(at(700, { headAtMs: 200, lastByteAtMs: 490, bytes: 300 }), undefined);
  assert.equal(at(1_000, { headAtMs: 200, lastByteAtMs: 200, bytes: 0 }), undefined);
});
