import assert from "node:assert/strict";
import { Fence } from "./fence.ts";

const numbered = (text?: string) =>
  new Headers(text === undefined ? {} : { "x-netops-fence": text });

Deno.test("a change of an older conductor is refused, one without a number passes", () => {
  const fence = new Fence();
  fence.admit(numbered());
  fence.admit(numbered("0"));
  fence.admit(numbered("3"));
  fence.admit(numbered("3"));
  assert.throws(() => fence.admit(numbered("2")), {
    ...{ code: "CONFLICT", message: /an older conductor \(2, now 3\)/ },
    fix: "netops deploy status",
  });
  fence.admit(numbered());
  fence.admit(numbered("4"));
  assert.throws(() => fence.admit(numbered("3")), { code: "CONFLICT" });
});

Deno.test("what is no number is no fence", () => {
  const fence = new Fence();
  for (const text of ["x", "-1", "1.5", "1e3", "9".repeat(20), ""]) {
    assert.throws(() => fence.admit(numbered(text)), { code: "REQUEST_INVALID" }, text);
  }
});
