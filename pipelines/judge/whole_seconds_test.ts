import assert from "node:assert/strict";
import { wholeSeconds } from "./whole_seconds.ts";

Deno.test("a time that is to be typed is whole seconds, and never too short", () => {
  assert.deepEqual([95_000, 94_001, 60_000, 0].map(wholeSeconds), ["95s", "95s", "60s", "0s"]);
});
