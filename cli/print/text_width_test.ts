import assert from "node:assert/strict";
import fc from "fast-check";
import { fitText, harmless, textWidth } from "./text_width.ts";

Deno.test("textWidth() counts wide letters twice, marks and styles not at all", () => {
  assert.equal(textWidth("日本"), 4);
  assert.equal(textWidth("e\u0301"), 1);
  assert.equal(textWidth("\x1b[31mred\x1b[0m"), 3);
});

Deno.test("fitText() never exceeds the columns and closes its styles", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme" }),
      fc.integer({ min: 1, max: 30 }),
      (text, columns) => {
        const clean = harmless(text);
        assert.ok(textWidth(fitText(clean, columns)) <= columns);
      },
    ),
  );
  assert.equal(fitText("\x1b[31mabcdef\x1b[0m", 4), "\x1b[31mabc…\x1b[0m");
});

Deno.test("harmless() takes control of the terminal away from what strangers wrote", () => {
  assert.equal(harmless("a\x1b[2Jb\x07c\x9b31md\te"), "abc31md\te");
});
