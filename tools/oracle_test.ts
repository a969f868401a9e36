import assert from "node:assert/strict";
import { join } from "node:path";
import { ORACLES } from "./oracle_table.ts";

const HERE = new URL(".", import.meta.url);
const CONFIG = new URL("../deno.json", HERE).pathname;

/** A machine with an empty tools folder and nothing on PATH but what a test puts there. */
interface World extends AsyncDisposable {
  readonly tools: string;
  readonly bin: string;
  run(
    args: readonly string[],
    env?: Record<string, string>,
  ): Promise<{ code: number; text: string }>;
}

async function createWorld(): Promise<World> {
  const base = await Deno.makeTempDir({ prefix: "oracle " });
  const [tools, bin] = [join(base, "tools"), join(base, "bin")];
  await Promise.all([tools, bin].map((folder) => Deno.mkdir(folder)));
  return {
    tools,
    bin,
    async run(args, env = {}) {
      const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: [...args],
        cwd: base,
        clearEnv: true,
        env: {
          HOME: Deno.env.get("HOME") ?? "",
          PATH: bin,
          NETOPS_TOOLS: tools,
          NO_COLOR: "1",
          ...env,
        },
        stdin: "null",
      }).output();
      const decoder = new TextDecoder();
      return { code, text: decoder.decode(stdout) + decoder.decode(stderr) };
    },
    [Symbol.asyncDispose]: () => Deno.remove(base, { recursive: true }),
  };
}

/** Puts a stand-in for cargo on PATH: `body` runs with $1 = the folder after --root. */
async function putCargo(world: World, body: string): Promise<void> {
  const script = `#!/bin/sh\nwhile [ "$1" != --root ]; do shift; done; shift\n${body}\n`;
  await Deno.writeTextFile(join(world.bin, "cargo"), script, { mode: 0o755 });
}

const CARGO = `echo ran >>"$NETOPS_TOOLS/ran"; /bin/mkdir -p "$1/bin"; : >"$1/bin/denokv"`;

async function install(world: World, ...names: string[]) {
  const script = new URL("install_oracles.ts", HERE).pathname;
  return await world.run(["run", "-A", "--config", CONFIG, script, ...names]);
}

async function runOracleTest(world: World, env: Record<string, string>) {
  const file = join(world.tools, "some_test.ts");
  await Deno.writeTextFile(
    file,
    `import { oracleTest } from "${new URL("oracle.ts", HERE).href}";
     oracleTest("denokv", "peer works", ({ command }) => console.log("got", command));`,
  );
  return await world.run(["test", "-A", "--no-check", "--no-lock", "--config", CONFIG, file], env);
}

Deno.test("every outside program has a name of its own and pins its version", () => {
  assert.equal(new Set(ORACLES.map(({ name }) => name)).size, ORACLES.length);
  for (const { toolchain, version } of ORACLES) {
    assert.match(version, toolchain.includes("apt-get") ? /^debian$/ : /^\d+\.\d+\.\d+$/);
  }
});

Deno.test("oracleTest() skips and names the command that gets the program", async () => {
  await using world = await createWorld();
  const { code, text } = await runOracleTest(world, {});
  assert.equal(code, 0, text);
  assert.match(text, /peer works \[denokv 0\.14\.0 is missing; get it with: tools\/oracles denokv/);
  assert.match(text, /1 ignored/);
});

Deno.test("oracleTest() fails in CI only when the machine could have installed it", async () => {
  await using world = await createWorld();
  assert.equal((await runOracleTest(world, { CI: "true" })).code, 0);
  await putCargo(world, CARGO);
  assert.equal((await runOracleTest(world, { CI: "false" })).code, 0);
  const { code, text } = await runOracleTest(world, { CI: "true" });
  assert.equal(code, 1, text);
  assert.match(text, /get it with: tools\/oracles denokv/);
});

Deno.test("tools/oracles installs once per version, and oracleTest() finds it", async () => {
  await using world = await createWorld();
  await putCargo(world, CARGO);
  const [first, second] = await Promise.all([install(world, "denokv"), install(world, "denokv")]);
  assert.deepEqual([first.code, second.code], [0, 0], first.text + second.text);
  assert.equal(await Deno.readTextFile(join(world.tools, "ran")), "ran\n", "two runs, one install");
  const { text } = await runOracleTest(world, { CI: "true" });
  assert.match(text, /got \[ ".*\/denokv-0\.14\.0\/bin\/denokv" \]/);
});

Deno.test("tools/oracles builds again when the recipe changed", async () => {
  await using world = await createWorld();
  await putCargo(world, CARGO);
  await install(world, "denokv");
  await Deno.writeTextFile(join(world.tools, "denokv-0.14.0/.recipe"), "another");
  await install(world, "denokv");
  assert.equal(await Deno.readTextFile(join(world.tools, "ran")), "ran\nran\n");
});

Deno.test("tools/oracles leaves nothing half done when a build fails", async () => {
  await using world = await createWorld();
  await putCargo(world, `/bin/mkdir -p "$1/bin"; : >"$1/bin/denokv"; echo no disk >&2; exit 9`);
  const { code, text } = await install(world, "denokv");
  assert.equal(code, 1);
  assert.match(text, /denokv 0\.14\.0: FAILED/);
  assert.match(text, /no disk/);
  const left = (await Array.fromAsync(Deno.readDir(world.tools))).map(({ name }) => name);
  assert.deepEqual(left, [".lock"]);
});

Deno.test("tools/oracles leaves out what the machine cannot build, and knows its names", async () => {
  await using world = await createWorld();
  const left = await install(world, "denokv");
  assert.equal(left.code, 0);
  assert.match(left.text, /denokv 0\.14\.0: left out: needs cargo/);
  assert.equal((await install(world, "nothing")).code, 2);
});
