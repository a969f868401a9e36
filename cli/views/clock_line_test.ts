import assert from "node:assert/strict";
import { clockLine } from "./clock_line.ts";

Deno.test("clockLine() says which way and how far a clock is off, and how sure that is", () => {
  const clock = { app: "hello", instance: "hello-1\x1b[2J", skewMs: -50.26, errorMs: 1.04 };
  assert.equal(
    clockLine(clock),
    "the clock of hello-1 (hello) is 50.3 ms behind telemetry's (± 1.0 ms)",
  );
  assert.match(
    clockLine({ ...clock, app: "fleet", instance: "fleet", skewMs: 7 }),
    /^the clock of fleet is 7\.0 ms ahead of /,
  );
});
