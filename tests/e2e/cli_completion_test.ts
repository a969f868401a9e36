import assert from "node:assert/strict";
import { HELLO_FILES } from "../harness/hello_files.ts";
import { oracleTest } from "../../tools/oracle.ts";
import { TestPlatform, until } from "../harness/platform.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

/** Runs a shell with a `netops` on its PATH that is this checkout. */
async function shell(program: string, script: string, platform: TestPlatform): Promise<string> {
  await platform.write(
    "bin/netops",
    `#!/bin/sh\nexec "${Deno.execPath()}" run -A --no-lock --config="${ROOT}deno.json" "${ROOT}cli/main.ts" "$@"\n`,
  );
  await Deno.chmod(`${platform.dir}/bin/netops`, 0o755);
  const path = `${platform.dir}/bin:${Deno.env.get("PATH")}`;
  const output = await new Deno.Command(program, {
    args: ["-c", script],
    cwd: platform.dir,
    env: { PATH: path, NETOPS_HOME: platform.home, HOME: platform.dir },
  }).output();
  const decoder = new TextDecoder();
  assert.equal(output.code, 0, decoder.decode(output.stderr));
  return decoder.decode(output.stdout);
}

/** What bash offers for a line whose last word is being typed. */
function askBash(words: readonly string[], platform: TestPlatform): Promise<string> {
  const quoted = words.map((word) => `'${word}'`).join(" ");
  return shell(
    "bash",
    `source <(netops completion bash) && COMP_WORDS=(netops ${quoted}) && ` +
      `COMP_CWORD=${words.length} && _netops && printf '%s\\n' "\${COMPREPLY[@]}"`,
    platform,
  );
}

Deno.test("bash completes commands, options, values and what runs", async () => {
  await using platform = await TestPlatform.create(HELLO_FILES);
  await platform.up();
  assert.equal(await askBash(["st"], platform), "status\nstart\nstop\n");
  assert.equal(await askBash(["registry", "o"], platform), "override\n");
  assert.equal(await askBash(["up", "--prof"], platform), "--profile\n");
  assert.equal(await askBash(["up", "--profile", "l"], platform), "lite\n");
  assert.equal(await askBash(["up", "--profile", "=", "l"], platform), "lite\n");
  // Names come within 50 ms or not at all, so a busy machine may need a second look.
  await until("names of applications", 20_000, async () => {
    return await askBash(["stop", "h"], platform) === "hello\n";
  });
  await until("ids of instances", 20_000, async () => {
    const instances = await askBash(["logs", "hello-"], platform);
    return /^hello-v000-\w+\nhello-v000-\w+\n$/.test(instances);
  });
});

Deno.test("completion without a platform offers no names and does not fail", async () => {
  await using platform = await TestPlatform.create({});
  assert.equal((await askBash(["stop", ""], platform)).trim(), "");
});

for (const program of ["zsh", "fish"] as const) {
  oracleTest(program, `${program} takes the completion script`, async () => {
    await using platform = await TestPlatform.create({});
    const check = program === "zsh"
      ? "netops completion zsh > _netops && zsh -n _netops"
      : "netops completion fish | fish --no-execute";
    await shell(program, check, platform);
  });
}

Deno.test("the scripts of zsh and fish ask for the words up to the cursor", async () => {
  await using platform = await TestPlatform.create({});
  const zsh = (await platform.run(["completion", "zsh"])).stdout;
  assert.match(zsh, /^#compdef netops\n/);
  assert.match(zsh, /complete -- "\$\{\(@\)words\[2,CURRENT\]\}"/);
  const fish = (await platform.run(["completion", "fish"])).stdout;
  assert.match(fish, /complete -- \$words\[2\.\.-1\] "\$current"/);
});
