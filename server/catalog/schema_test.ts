import assert from "node:assert/strict";
import { LICENCE } from "./schema.ts";

Deno.test("a licence is taken as it is, and what is left out is open", () => {
  assert.deepEqual(LICENCE.parse({}), { countries: "all", window: {} });
  const window = { fromMs: 1, untilMs: 2 };
  assert.deepEqual(LICENCE.parse({ countries: ["FR"], window }), { countries: ["FR"], window });
});

Deno.test("a misspelt key or a window that never opens is refused, not taken for an open licence", () => {
  const odd = [
    { country: ["FR"] },
    { window: { from: 1 } },
    { window: { fromMs: 5, untilMs: 5 } },
    { window: { fromMs: 5, untilMs: 1 } },
  ];
  for (const licence of odd) assert.equal(LICENCE.safeParse(licence).success, false);
});
