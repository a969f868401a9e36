import assert from "node:assert/strict";
import { InFlight } from "./in_flight.ts";

Deno.test("InFlight counts per instance and takes each end once", () => {
  const inFlight = new InFlight();
  const ends = [inFlight.begin("a"), inFlight.begin("a"), inFlight.begin("b")];
  assert.deepEqual([inFlight.count("a"), inFlight.count("b"), inFlight.count("c")], [2, 1, 0]);
  ends[0]!();
  ends[0]!();
  assert.equal(inFlight.count("a"), 1);
  ends[1]!();
  ends[2]!();
  assert.deepEqual([inFlight.count("a"), inFlight.count("b")], [0, 0]);
});
