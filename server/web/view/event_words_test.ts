import assert from "node:assert/strict";
import fc from "fast-check";
import { dataWords, eventWords } from "./event_words.ts";
import { plainText } from "./plain_text.ts";

Deno.test("an event reads as words, with units and without braces", () => {
  const data = {
    titleId: "night",
    tookMs: 328,
    from: { peer: 0, origin: 259_463 },
    zone: "-",
    failed: true,
    sizeBytes: 2_048,
    errorRatio: 0.5,
    peers: ["a", "b"],
  };
  assert.equal(
    eventWords({ kind: "fill.done", data }),
    "holds a title now · title night, took 328 ms, from peer 0 and origin 259463, " +
      "size 2.0 KiB, error 50 %, peers a, b",
  );
  assert.equal(
    eventWords({ kind: "of.strangers", data: { leaseAgeMs: 6012 } }),
    "lease age 6.01 s",
  );
  assert.equal(eventWords({ kind: "platform.stop", data: {} }), "the platform stops");
});

Deno.test("a reason stands first, and nothing is said twice", () => {
  const data = { app: "shop", pid: 7, reason: "ended by SIGKILL", code: 137, signal: "SIGKILL" };
  assert.equal(
    eventWords({ kind: "process.gone", subject: "shop-v000-1", data }),
    "process is gone: ended by SIGKILL · pid 7",
  );
  assert.equal(
    eventWords({ kind: "process.gone", subject: "other", data: { app: "shop", code: 1 } }),
    "process is gone · app shop, code 1",
  );
});

Deno.test("a moment in ms reads as a time of day, a duration as a duration", () => {
  assert.match(dataWords({ activeAtMs: 1_795_794_083_117 }), /^since \d\d:\d\d:\d\d$/);
  assert.equal(dataWords({ forMs: 1_500 }), "for 1.50 s");
});

Deno.test("no data makes braces or fails, whatever a stranger sends", () => {
  fc.assert(fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (data) => {
    assert.equal(typeof eventWords({ kind: "x.y", data }), "string");
  }));
});

Deno.test("plainText() shows signs that would act, and leaves lines and tabs", () => {
  assert.equal(plainText("\u001b[31mred\u001b[0m\u0000"), "\\x1b[31mred\\x1b[0m\\x00");
  assert.equal(plainText("a\u202eb\u2066"), "a\\u202eb\\u2066");
  assert.equal(plainText("a\tb\nc"), "a\tb\nc");
  assert.equal(plainText("\u007f\u009b31m"), "\\x7f\\x9b31m");
});

Deno.test("events of chaos say what it is, to whom, for how long, and what is left", () => {
  const injected = { kind: "latency", durationMs: 6_000, experimentId: "x-1", targets: ["a-1"] };
  assert.equal(
    eventWords({ kind: "fault.injected", subject: "f-1", data: injected }),
    "a fault is at work · kind latency, for 6.00 s, experiment x-1, targets a-1",
  );
  const undone = { kind: "latency", reason: "its time is over", hits: 4, left: 0 };
  assert.equal(
    eventWords({ kind: "fault.undone", subject: "f-1", data: undone }),
    "the fault is over and nothing of it is left: its time is over · kind latency, hits 4",
  );
  assert.equal(
    eventWords({ kind: "fault.undo-failed", subject: "f-1", data: { left: 2 } }),
    "the fault could not be undone · left 2",
  );
  assert.equal(
    eventWords({ kind: "chaos.stopped", data: {} }),
    "all chaos was stopped: no fault is taken",
  );
  assert.equal(eventWords({ kind: "chaos.resumed", data: {} }), "faults are taken again");
});

Deno.test("an alert reads as its sentence", () => {
  const labels = { alertname: "Slo", severity: "page", slo: "checkout" };
  const data = { labels, annotations: { summary: "checkout is at 75%" }, value: 0.7512345 };
  assert.equal(
    eventWords({ kind: "alert.firing", subject: "Slo", data }),
    "alert fires (page): checkout is at 75%",
  );
  assert.equal(eventWords({ kind: "alert.resolved", data: {} }), "alert is over");
});
