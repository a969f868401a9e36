import assert from "node:assert/strict";
import { createPaint } from "./color.ts";
import { formatTable } from "./table.ts";

const COLUMNS = [{ title: "NAME" }, { title: "SIZE", align: "right" }] as const;

Deno.test("formatTable() aligns columns by what is seen, not by colour codes", () => {
  const paint = createPaint(false);
  const rows = [["\x1b[32mup\x1b[0m", "1"], ["starting", "1000"]];
  assert.deepEqual(formatTable(COLUMNS, rows, { paint }), [
    "NAME      SIZE",
    "\x1b[32mup\x1b[0m           1",
    "starting  1000",
  ]);
});

Deno.test("formatTable() cuts lines to the window", () => {
  const lines = formatTable(COLUMNS, [["a very long name", "1"]], {
    paint: createPaint(false),
    columns: 10,
  });
  assert.deepEqual(lines.map((line) => line.length), [10, 10]);
  assert.ok(lines[1]?.endsWith("…"));
});
