import assert from "node:assert/strict";
import fc from "fast-check";
import { readUserConfig } from "./user_config.ts";

Deno.test("readUserConfig() has a default for everything, by the number of cores", () => {
  const config = readUserConfig({}, 4);
  assert.deepEqual([config.hashLimit, config.hashQueue, config.accessTokenS], [4, 64, 600]);
  assert.deepEqual(config.cost, { logN: 14, r: 8, p: 1 });
  assert.equal(config.refresh.graceMs, 5_000);
  assert.equal(readUserConfig({}, 0).hashLimit, 1);
});

Deno.test("readUserConfig() takes what it is told", () => {
  const told = {
    ...{ accessTokenS: 60, keyPeriodMs: 900_000, keyLeadMs: 1_000, refreshGraceMs: 200 },
    ...{ scryptLogN: 15, hashLimit: 3, hashQueue: 5 },
  };
  const config = readUserConfig(told, 4);
  assert.deepEqual([config.accessTokenS, config.keys], [60, { periodMs: 900_000, leadMs: 1_000 }]);
  assert.deepEqual([config.refresh.graceMs, config.cost.logN], [200, 15]);
  assert.deepEqual([config.hashLimit, config.hashQueue], [3, 5]);
});

Deno.test("readUserConfig() lets no token outlive its key, and no hash be cheap", () => {
  const number = fc.oneof(fc.integer({ min: -10, max: 1_000_000 }), fc.string());
  const told = fc.record({
    accessTokenS: number,
    keyPeriodMs: number,
    keyLeadMs: number,
    scryptLogN: fc.integer({ min: -1, max: 20 }),
  }, { requiredKeys: [] });
  fc.assert(fc.property(told, (given) => {
    const { keys, accessTokenS, cost } = readUserConfig(given, 2);
    assert.ok(keys.periodMs >= keys.leadMs + accessTokenS * 1000);
    assert.ok(cost.logN >= 14);
  }));
});
