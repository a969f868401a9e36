import assert from "node:assert/strict";
import fc from "fast-check";
import { CaptionBoard, plainText } from "./caption_board.ts";

Deno.test("captions are due from their start until just before their end", () => {
  const board = new CaptionBoard();
  board.add([{ startMs: 1_000, endMs: 5_000, text: "One" }, {
    startMs: 2_000,
    endMs: 3_000,
    text: "Two\nThree",
  }]);
  assert.deepEqual(board.linesAt(999), []);
  assert.deepEqual(board.linesAt(1_000), ["One"]);
  assert.deepEqual(board.linesAt(2_500), ["One", "Two", "Three"]);
  assert.deepEqual(board.linesAt(5_000), []);
});

Deno.test("the same caption may come with every segment, and is shown once", () => {
  const board = new CaptionBoard();
  const cue = { startMs: 0, endMs: 1_000, text: "Once" };
  board.add([cue]);
  board.add([{ ...cue }]);
  assert.deepEqual(board.linesAt(500), ["Once"]);
  board.clear();
  assert.deepEqual(board.linesAt(500), []);
});

Deno.test("plainText() takes WebVTT's tags and escapes out", () => {
  assert.equal(plainText("<v Ada>Hello, <i>you</i>"), "Hello, you");
  assert.equal(plainText("a &lt; b &amp;&amp; c&nbsp;&gt; d"), "a < b && c > d");
  assert.equal(plainText("&unknown; stays"), "&unknown; stays");
  fc.assert(fc.property(fc.string(), (text) => {
    assert.ok(!/<[^>]*>/.test(plainText(text.replaceAll("&", ""))));
  }));
});
