import assert from "node:assert/strict";
import { TestPlatform } from "../harness/platform.ts";

const NETOPS = new URL("../../netops", import.meta.url).pathname;

/** Runs a line of a shell in which `$0` is netops. */
async function shell(line: string, { home, dir }: TestPlatform) {
  const { code, stderr } = await new Deno.Command("/bin/sh", {
    ...{ args: ["-c", line, NETOPS], cwd: dir, env: { NETOPS_HOME: home } },
  }).output();
  return { code, stderr: new TextDecoder().decode(stderr) };
}

Deno.test({
  name: "output that cannot be written makes 0 a 1, for every command; a reader that left does not",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    await using platform = await TestPlatform.create({ "netops.yaml": "services: {}\n" });
    for (const words of ["version", "--help", "config show --json", "chaos history --json"]) {
      const { code, stderr } = await shell(`"$0" ${words} > /dev/full`, platform);
      assert.deepEqual([code, /cannot write the output: No space/.test(stderr)], [1, true], words);
    }
    const failed = await shell(`"$0" chaos report nobody > /dev/full`, platform);
    assert.equal(failed.code, 1);
    const left = await shell(`("$0" config show; echo $? >&2) | true`, platform);
    assert.match(left.stderr, /^0$/m);
  },
});
