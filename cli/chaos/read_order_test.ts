import { NetopsError } from "@netops/core";
import assert from "node:assert/strict";
import type { CommandContext } from "../command_context.ts";
import { readOrder, type RunWords } from "./read_order.ts";

const context = { cwd: "/", host: { randomHex: () => "1" } } as unknown as CommandContext;

function order(options: Record<string, unknown>) {
  const words = { args: { experiment: "instance-killed" }, rest: [], options };
  return readOrder(words as unknown as RunWords, context);
}

Deno.test("values that nobody can read are a usage error, before anything begins", async () => {
  const dir = await Deno.makeTempDir({ prefix: "netops-vars-" });
  try {
    await Deno.writeTextFile(`${dir}/x.env`, "NOSUCH\n");
    const cases: [Record<string, unknown>, RegExp][] = [
      [{ var: ["a=1", "nosuch"] }, /--var "nosuch" as NAME\[:TYPE\]=VALUE/],
      [{ var: ["n:int=x"] }, /invalid literal/],
      [{ var: ["n:colour=x"] }, /variable type can only be/],
      [{ varFile: [`${dir}/x.env`] }, /--var-file/],
    ];
    for (const [options, expected] of cases) {
      assert.throws(
        () => order(options),
        (thrown) =>
          thrown instanceof NetopsError && thrown.exitCode === 2 && expected.test(thrown.message),
      );
    }
    assert.deepEqual(order({ var: ["n:int=5"] }).variables, ["n:int=5"]);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
