import assert from "node:assert/strict";
import { revocationOf } from "./account_news.ts";

function delivered(value: string) {
  return {
    topic: "account",
    partition: 0,
    message: { key: "a", value, offset: 0, timestampMs: 0 },
  };
}

Deno.test("revocationOf() reads what is revoked and what is erased", () => {
  for (const type of ["revoked", "erased"]) {
    const record = { type, account: "a", country: "DE", plan: "basic", notBeforeS: 7, tsMs: 1 };
    assert.deepEqual(revocationOf(delivered(JSON.stringify(record))), {
      account: "a",
      notBeforeS: 7,
    });
  }
});

Deno.test("revocationOf() passes by everything else, also what nobody can read", () => {
  const odd = ["", "{", "null", "7", '"text"', "[]", '{"type":"created","account":"a"}'];
  for (const value of [...odd, '{"type":"revoked"}', '{"type":"erased","account":"a"}']) {
    assert.equal(revocationOf(delivered(value)), undefined, value);
  }
});
