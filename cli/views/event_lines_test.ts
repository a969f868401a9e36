import assert from "node:assert/strict";
import { createPaint } from "../print/color.ts";
import { eventLine, runLine } from "./event_lines.ts";

const paint = createPaint(false);
const startedAtMs = new Date(2026, 10, 26, 12, 3, 11, 120).getTime();
const RUN = { runId: "5e7cf0d2", startedAtMs };

Deno.test("runLine() names a run and when it began, with the day when that is another one", () => {
  const today = { paint, plain: false, nowMs: startedAtMs + 1_000 };
  assert.equal(runLine(RUN, today), "── run 5e7cf0d2, 12:03:11 ──");
  const tomorrow = { ...today, plain: true, nowMs: startedAtMs + 86_400_000 };
  assert.equal(runLine(RUN, tomorrow), "-- run 5e7cf0d2, 2026-11-26 12:03:11 --");
  assert.equal(runLine(undefined, today), "── a run whose start is forgotten ──");
});

Deno.test("eventLine() shows what a stranger wrote without letting it draw", () => {
  const event = {
    ...{ tsMs: startedAtMs, seq: 1, kind: "process.gone", subject: "a\x1b[2J", actor: "fleet" },
    data: { code: 1, why: "x" },
  };
  assert.equal(
    eventLine(event, paint),
    "12:03:11.120  process.gone          a                 code=1 why=x  by fleet",
  );
  const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
  assert.match(eventLine({ ...event, traceId }, paint), new RegExp(` by fleet  trace ${traceId}$`));
});
