import assert from "node:assert/strict";
import { createFixedRng } from "@netops/core/testing";
import { traceParentOf } from "./trace_parent.ts";

const VALID = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

Deno.test("traceParentOf() keeps what is valid", () => {
  assert.equal(traceParentOf(VALID, createFixedRng("t")), VALID);
  const later = `cc-${VALID.slice(3)}-what-comes`;
  assert.equal(traceParentOf(later, createFixedRng("t")), later);
});

for (
  const sent of [
    null,
    "",
    "ff" + VALID.slice(2),
    VALID.toUpperCase(),
    VALID.replace("4bf92f3577b34da6a3ce929d0e0e4736", "0".repeat(32)),
    VALID.replace("00f067aa0ba902b7", "0".repeat(16)),
    VALID.slice(0, -1),
    VALID + "x".repeat(100),
  ]
) {
  Deno.test(`traceParentOf() makes a new one for ${sent?.slice(0, 60)}`, () => {
    const made = traceParentOf(sent, createFixedRng("t"));
    assert.match(made, /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    assert.notEqual(made, sent);
  });
}
