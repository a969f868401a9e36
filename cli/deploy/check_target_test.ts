import assert from "node:assert/strict";
import type { NetopsError } from "@netops/core";
import { checkTarget, type KnownTargets } from "./check_target.ts";

const KNOWN: KnownTargets = {
  app: "shop",
  groups: [
    { name: "shop-v002", version: "v.2", artifact: "a.2", shareRatio: 1, desired: 2 },
    { name: "shop-v001", version: "v.1", artifact: "a.1", shareRatio: 0, desired: 2 },
  ],
  executions: [{ from: "shop-v001", to: "shop-v002" }, { from: "shop-v000", to: "shop-v001" }],
};

Deno.test("a rollback goes to a group, a version or an artifact that there is or was", () => {
  const good = ["shop-v001", "shop-v000", "shop-v002", "v.1", "a.1", "0123456789abcdef"];
  for (const to of good) checkTarget(to, KNOWN);
});

Deno.test("any other target is refused with those that one can go back to", () => {
  for (const to of ["nope", "shop-v009", "v.9"]) {
    assert.throws(() => checkTarget(to, KNOWN), (error: NetopsError) => {
      assert.equal(error.exitCode, 2);
      assert.equal(
        error.message,
        `No group of shop is called "${to}": there are shop-v001 (kept), shop-v000 (is started again)`,
      );
      assert.equal(error.fix, "netops deploy rollback shop --to shop-v001");
      return true;
    });
  }
  assert.throws(
    () => checkTarget("nope", { ...KNOWN, groups: [], executions: [] }),
    /there is none to go back to/,
  );
});
