import assert from "node:assert/strict";
import { RequestRate } from "./request_rate.ts";

Deno.test("the rate is that of the last 5 s, known after a second, and begins anew with the counter", () => {
  const rate = new RequestRate();
  rate.see(100, 0);
  assert.equal(rate.perSecond, undefined);
  rate.see(140, 500);
  assert.equal(rate.perSecond, undefined);
  rate.see(300, 2_000);
  assert.equal(rate.perSecond, 100);
  for (let second = 3; second <= 20; second++) rate.see(300 + (second - 2) * 10, second * 1_000);
  assert.equal(rate.perSecond, 10);
  rate.see(0, 21_000);
  assert.equal(rate.perSecond, undefined);
});
