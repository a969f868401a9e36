import assert from "node:assert/strict";
import { historyCells } from "./chaos_history.ts";

Deno.test("the title of a run cannot steer the terminal", () => {
  const title = "\x1b[31mRED\x07\n\u202etitle";
  const cells = historyCells({ id: "x-1", verdict: "held", title, startedAtMs: 1_000 }, 3_000);
  assert.deepEqual(cells.slice(0, 2), ["x-1", "held"]);
  assert.equal(cells[3], "RED \\u202etitle");
});
