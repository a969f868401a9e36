import assert from "node:assert/strict";
import { LostConductor } from "./lost_conductor.ts";

Deno.test("in lines a conductor that is away is told once, and once when it is back", () => {
  const lost = new LostConductor();
  const heard = ["refused", "refused", "the stream ended", undefined, undefined, "refused"];
  const said = heard.map((why) => lost.hear(why, { isKept: false }));
  assert.match(said[0] ?? "", /^no answer of the conductor, asking again .*: refused$/);
  assert.deepEqual(said.slice(1, 5), [
    undefined,
    undefined,
    "the conductor answers again",
    undefined,
  ]);
  assert.match(said[5] ?? "", /no answer/, "a second time is another one");
});

Deno.test("a note that fades is renewed while nobody answers", () => {
  const lost = new LostConductor();
  for (let at = 0; at < 3; at++) assert.match(lost.hear("x", { isKept: true }) ?? "", /no answer/);
});
