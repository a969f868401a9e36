import { INSTANCE_STATUSES } from "@netops/core";
import assert from "node:assert/strict";
import fc from "fast-check";
import { hashCodeOf } from "./hash_code.ts";

Deno.test("hashCodeOf() counts every status, sorted by name", () => {
  assert.equal(hashCodeOf(["UP", "DOWN", "UP", "OUT_OF_SERVICE"]), "DOWN_1_OUT_OF_SERVICE_1_UP_2_");
  assert.equal(hashCodeOf(["UP", "STARTING", "UNKNOWN"]), "STARTING_1_UNKNOWN_1_UP_1_");
  assert.equal(hashCodeOf([]), "");
});

Deno.test("the hash code does not depend on the order of instances and tells every count", () => {
  fc.assert(fc.property(fc.array(fc.constantFrom(...INSTANCE_STATUSES)), (statuses) => {
    const code = hashCodeOf(statuses);
    assert.equal(hashCodeOf(statuses.toReversed()), code);
    const named = [...code.matchAll(/([A-Z_]+?)_(\d+)_/g)];
    assert.deepEqual(named.map((match) => match[1]), [...new Set(statuses)].sort());
    for (const [, status, count] of named) {
      assert.equal(statuses.filter((each) => each === status).length, Number(count));
    }
  }));
});
