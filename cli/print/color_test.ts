import assert from "node:assert/strict";
import { createPaint, serviceStyle, wantsColor } from "./color.ts";

const ask = (
  env: Record<string, string>,
  options: { flag?: "auto" | "always" | "never"; isTerminal?: boolean; plain?: boolean } = {},
) =>
  wantsColor({
    flag: options.flag,
    plain: options.plain ?? false,
    env,
    isTerminal: options.isTerminal ?? true,
  });

Deno.test("wantsColor() follows flag > FORCE_COLOR > NO_COLOR > CLICOLOR_FORCE > terminal", () => {
  assert.equal(ask({}), true);
  assert.equal(ask({}, { isTerminal: false }), false);
  assert.equal(ask({ CLICOLOR_FORCE: "1" }, { isTerminal: false }), true);
  assert.equal(ask({ CLICOLOR_FORCE: "1", NO_COLOR: "1" }), false);
  assert.equal(ask({ NO_COLOR: "1", FORCE_COLOR: "1" }), true);
  assert.equal(ask({ FORCE_COLOR: "1" }, { flag: "never" }), false);
  assert.equal(ask({ NO_COLOR: "1" }, { flag: "always", isTerminal: false }), true);
  assert.equal(ask({ NO_COLOR: "1" }, { flag: "auto" }), false);
});

Deno.test("wantsColor() takes an empty NO_COLOR as not set, and FORCE_COLOR=0 as no", () => {
  assert.equal(ask({ NO_COLOR: "" }), true);
  assert.equal(ask({ FORCE_COLOR: "0" }), false);
});

Deno.test("wantsColor() says no to a dumb terminal and to --plain", () => {
  assert.equal(ask({ TERM: "dumb" }), false);
  assert.equal(ask({}, { plain: true }), false);
});

Deno.test("createPaint() without colours leaves text alone", () => {
  assert.equal(createPaint(false)("red", "x"), "x");
  assert.equal(createPaint(true)("red", "x"), "\x1b[31mx\x1b[0m");
});

Deno.test("serviceStyle() is stable and spreads", () => {
  assert.equal(serviceStyle("hello"), serviceStyle("hello"));
  const styles = ["a", "b", "c", "d", "e", "f", "g", "h"].map(serviceStyle);
  assert.ok(new Set(styles).size >= 6);
});
