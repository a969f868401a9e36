import assert from "node:assert/strict";
import { NetopsError } from "@netops/core";
import { parseAction } from "./action.ts";

Deno.test("parseAction() reads every action", () => {
  assert.deepEqual(parseAction("stop", { app: "a" }), { verb: "stop", app: "a" });
  assert.deepEqual(parseAction("restart", { instance: "a-1" }), {
    verb: "restart",
    instance: "a-1",
  });
  assert.deepEqual(parseAction("scale", { app: "a", replicas: 0 }), {
    verb: "scale",
    app: "a",
    replicas: 0,
  });
});

for (
  const [verb, body, code] of [
    ["purge", { app: "a" }, "NOT_FOUND"],
    ["stop", {}, "REQUEST_INVALID"],
    ["stop", null, "REQUEST_INVALID"],
    ["stop", { app: "../boot" }, "REQUEST_INVALID"],
    ["stop", { instance: "a-1" }, "REQUEST_INVALID"],
    ["scale", { app: "a" }, "REQUEST_INVALID"],
    ["scale", { app: "a", replicas: -1 }, "REQUEST_INVALID"],
    ["scale", { app: "a", replicas: 1.5 }, "REQUEST_INVALID"],
    ["scale", { app: "a", replicas: 51 }, "REQUEST_INVALID"],
  ] as const
) {
  Deno.test(`parseAction() refuses ${verb} ${JSON.stringify(body)} with ${code}`, () => {
    assert.throws(
      () => parseAction(verb, body),
      (error) => error instanceof NetopsError && error.code === code,
    );
  });
}
