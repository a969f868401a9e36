import assert from "node:assert/strict";
import { literalPattern, shellWord } from "./shell_word.ts";

Deno.test("shellWord() leaves a plain word, and quotes all that a shell would act on", () => {
  assert.deepEqual(["shop", "4bf9", "a b", "$(id)", "", "it's; rm"].map(shellWord), [
    "shop",
    "4bf9",
    "'a b'",
    "'$(id)'",
    "''",
    `'it'\\''s; rm'`,
  ]);
});

Deno.test("literalPattern() means just the text, whatever signs it holds", () => {
  const text = "a.b*(c)[d]{e}|^$+?\\";
  assert.match(`x ${text} y`, new RegExp(literalPattern(text)));
  assert.doesNotMatch("aXb", new RegExp(literalPattern("a.b")));
});
