import assert from "node:assert/strict";
import fc from "fast-check";
import { Revocations } from "./revocations.ts";

Deno.test("isVoid() is true for what was issued before the latest revocation of its account", () => {
  const list = fc.array(
    fc.record({ account: fc.constantFrom("a", "b"), notBeforeS: fc.integer({ min: 1, max: 100 }) }),
  );
  fc.assert(fc.property(list, fc.integer({ min: 0, max: 101 }), (added, issuedAtS) => {
    const revocations = new Revocations();
    for (const revocation of added) revocations.add(revocation, 50_000);
    for (const account of ["a", "b", "c"]) {
      const latest = Math.max(
        0,
        ...added.filter((one) => one.account === account).map((one) => one.notBeforeS),
      );
      assert.equal(revocations.isVoid(account, issuedAtS), issuedAtS < latest);
    }
  }));
});

Deno.test("what is kept is bounded, by number and by age", () => {
  const revocations = new Revocations(3);
  const nowS = 1_700_000_000;
  for (let n = 0; n < 10; n++) {
    revocations.add({ account: `a${n}`, notBeforeS: nowS + n }, nowS * 1000);
  }
  assert.equal(revocations.size, 3);
  assert.equal(revocations.isVoid("a9", nowS), true);
  const laterS = nowS + 2 * 86_400;
  revocations.add({ account: "b", notBeforeS: laterS }, laterS * 1000);
  assert.equal(revocations.size, 1);
});
