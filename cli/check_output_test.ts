import assert from "node:assert/strict";
import { checkOutput, type OutputRequest } from "./check_output.ts";
import { findCommand } from "./spec.ts";
import { TREE } from "./tree.ts";

function request(name: string, options: OutputRequest["options"], form: "json" | "jsonl") {
  const globals = { json: form === "json", jsonl: form === "jsonl" };
  return { spec: findCommand(TREE, [name])!, path: [name], globals, options };
}

for (
  const [name, option] of [["logs", "follow"], ["events", "follow"], ["ps", "watch"]] as const
) {
  Deno.test(`checkOutput() refuses ${name} --${option} --json, which is no one document`, () => {
    const stays = { [option]: true } as unknown as OutputRequest["options"];
    assert.throws(() => checkOutput(request(name, stays, "json")), {
      code: "USAGE",
      exitCode: 2,
      fix: `netops ${name} --${option} --jsonl`,
    });
    checkOutput(request(name, stays, "jsonl"));
    checkOutput(request(name, {}, "json"));
  });
}

Deno.test("checkOutput() refuses a form that a command does not have, with the one it has", () => {
  assert.throws(() => checkOutput(request("status", {}, "jsonl")), { fix: "netops status --json" });
});
