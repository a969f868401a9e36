import { NetopsError } from "@netops/core";
import assert from "node:assert/strict";
import type { CommandContext } from "../command_context.ts";
import { requireHome } from "./require_home.ts";

function contextOf(dir: string): CommandContext {
  const parts = {
    ...{ env: { XDG_STATE_HOME: dir, NETOPS_HOME: `${dir}/home` }, cwd: dir, globals: {} },
    host: { processes: { startMark: (pid: number) => pid === 7 ? "mark" : undefined } },
  };
  return parts as unknown as CommandContext;
}

Deno.test("a folder where netops never ran is no home to look at, and runs elsewhere are named", () => {
  const dir = Deno.makeTempDirSync({ prefix: "netops-homes-" });
  try {
    const code = (thrown: unknown) =>
      thrown instanceof NetopsError && thrown.exitCode === 3 &&
      thrown.message.includes(`${dir}/home`);
    assert.throws(() => requireHome(contextOf(dir)), code);

    const run = {
      schema: "netops.run/v1",
      pid: 7,
      startMark: "mark",
      fleetUrl: "http://x",
      urls: {},
    };
    for (const path of [`${dir}/netops`, `${dir}/other`, `${dir}/home`]) Deno.mkdirSync(path);
    Deno.writeTextFileSync(`${dir}/other/run.json`, JSON.stringify(run));
    const index = JSON.stringify({ homes: [`${dir}/other`] });
    Deno.writeTextFileSync(`${dir}/netops/runs.json`, index);
    assert.throws(
      () => requireHome(contextOf(dir)),
      (thrown) => thrown instanceof NetopsError && thrown.fix === `--home ${dir}/other`,
    );

    Deno.writeTextFileSync(`${dir}/home/groups.jsonl`, "");
    assert.equal(requireHome(contextOf(dir)), `${dir}/home`);
  } finally {
    Deno.removeSync(dir, { recursive: true });
  }
});
