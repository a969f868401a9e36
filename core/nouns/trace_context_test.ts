import assert from "node:assert/strict";
import { createSeededRng } from "../host/seeded_rng.ts";
import { childTrace, formatTraceParent, newTrace, readTraceParent } from "./trace_context.ts";

Deno.test("a trace parent that is written is read back", () => {
  const rng = createSeededRng("trace");
  for (const isSampled of [true, false]) {
    const made = newTrace(rng, isSampled);
    assert.deepEqual(readTraceParent(formatTraceParent(made)), made);
  }
});

Deno.test("a child has its parent's trace and decision, and a span of its own", () => {
  const rng = createSeededRng("trace");
  const parent = newTrace(rng, true);
  const child = childTrace(parent, rng);
  assert.deepEqual([child.traceId, child.isSampled], [parent.traceId, true]);
  assert.notEqual(child.spanId, parent.spanId);
});

Deno.test("what is no trace parent is none", () => {
  const trace = "4bf92f3577b34da6a3ce929d0e0e4736";
  const good = `00-${trace}-00f067aa0ba902b7-01`;
  assert.equal(readTraceParent(good)?.isSampled, true);
  assert.equal(readTraceParent(`01-${trace}-00f067aa0ba902b7-03-more`)?.isSampled, true);
  const bad = [
    null,
    "",
    `ff${good.slice(2)}`,
    `00-${"0".repeat(32)}-00f067aa0ba902b7-01`,
    `00-${trace}-${"0".repeat(16)}-01`,
    good.toUpperCase(),
    `${good}${"x".repeat(100)}`,
  ];
  for (const text of bad) assert.equal(readTraceParent(text), undefined, `${text}`);
});

Deno.test("a text is a trace parent exactly when the grammar of W3C says so", () => {
  const grammar = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}/;
  const rng = createSeededRng("grammar");
  const letters = "0123456789abcdefgAF-0f\u0130é";
  for (let round = 0; round < 20_000; round++) {
    const text = [...formatTraceParent(newTrace(rng, rng.integer(2) === 0))];
    for (let change = rng.integer(3); change > 0; change--) {
      text[rng.integer(text.length)] = letters[rng.integer(letters.length)]!;
    }
    if (rng.integer(10) === 0) text.fill("0", 3, 35);
    const sent = text.join("").slice(0, 50 + rng.integer(8)) + (round % 7 === 0 ? "-x" : "");
    const flags = parseInt(sent.slice(53, 55), 16);
    assert.equal(readTraceParent(sent) !== undefined, grammar.test(sent), sent);
    if (grammar.test(sent)) assert.equal(readTraceParent(sent)?.isSampled, (flags & 1) === 1, sent);
  }
});

Deno.test("ids are never all zero", () => {
  const draws = [0, 0, 0, 0, 0, 0, 0, 1, 0, 2];
  const rng = { ...createSeededRng("x"), integer: () => draws.shift() ?? 7 };
  const made = newTrace(rng, true);
  assert.match(made.traceId, /[^0]/);
  assert.match(made.spanId, /[^0]/);
});
