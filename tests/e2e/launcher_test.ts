import assert from "node:assert/strict";
import { join } from "node:path";

const LAUNCHER = new URL("../../netops", import.meta.url).pathname;
const TOOLS = ["sh", "readlink", "mkdir", "mv", "cat"];

/** A machine of its own: a PATH with nothing but what a test puts there, a home, and a copy of the launcher. */
interface World extends AsyncDisposable {
  readonly root: string;
  readonly bin: string;
  readonly home: string;
  put(name: string, script: string): Promise<string>;
  start(args: readonly string[], options?: StartOptions): Promise<Started>;
}

interface StartOptions {
  readonly program?: string;
  readonly dir?: string;
  readonly env?: Record<string, string>;
}

interface Started {
  readonly pid: number;
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function createWorld(): Promise<World> {
  const base = await Deno.realPath(await Deno.makeTempDir({ prefix: "launcher it's " }));
  const [root, bin, home] = [join(base, "root"), join(base, "bin"), join(base, "home")];
  await Promise.all([root, bin, home].map((folder) => Deno.mkdir(folder)));
  await Deno.copyFile(LAUNCHER, join(root, "netops"));
  for (const tool of TOOLS) await Deno.symlink(await which(tool), join(bin, tool));
  return {
    root,
    bin,
    home,
    async put(name, script) {
      const path = join(bin, name);
      await Deno.writeTextFile(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
      return path;
    },
    start: (args, options = {}) => start({ root, bin, home }, args, options),
    [Symbol.asyncDispose]: () => Deno.remove(base, { recursive: true }),
  };
}

async function start(
  world: { root: string; bin: string; home: string },
  args: readonly string[],
  options: StartOptions,
): Promise<Started> {
  const child = new Deno.Command(options.program ?? join(world.root, "netops"), {
    args: [...args],
    cwd: options.dir ?? world.home,
    clearEnv: true,
    env: { PATH: world.bin, HOME: world.home, ...options.env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const output = await child.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return {
    pid: child.pid,
    code: output.code,
    stdout: text(output.stdout),
    stderr: text(output.stderr),
  };
}

async function which(program: string): Promise<string> {
  for (const folder of (Deno.env.get("PATH") ?? "").split(":")) {
    const path = join(folder, program);
    if (await Deno.stat(path).then((info) => info.isFile, () => false)) return path;
  }
  throw new Error(`No ${program} on PATH`);
}

/** A program that answers `--version` like Deno, counts those questions, and tells how it was started. */
function fakeDeno(version: string): string {
  return `if [ "$1" = --version ]; then
  echo asked >>"$HOME/asked"; echo "deno ${version} (stable, release, test)"; echo "v8 1"; exit 0
fi
echo "pid=$$"; echo "self=$0"; for arg in "$@"; do echo "arg=$arg"; done`;
}

async function questions(world: World): Promise<number> {
  const text = await Deno.readTextFile(join(world.home, "asked")).catch(() => "");
  return text.split("\n").length - 1;
}

Deno.test("the launcher becomes the Deno on PATH and hands every argument on", async () => {
  await using world = await createWorld();
  const deno = await world.put("deno", fakeDeno("2.9.6"));
  const started = await world.start(["ps", "two words", "--x=*", ""]);
  assert.deepEqual(started.stdout.trimEnd().split("\n"), [
    `pid=${started.pid}`,
    `self=${deno}`,
    "arg=run",
    "arg=-A",
    "arg=--quiet",
    "arg=--no-prompt",
    "arg=--config",
    `arg=${world.root}/deno.json`,
    "arg=--lock",
    `arg=${world.root}/netops.lock`,
    `arg=${world.root}/cli/main.ts`,
    "arg=ps",
    "arg=two words",
    "arg=--x=*",
    "arg=",
  ]);
});

Deno.test("the launcher asks for the version once and remembers the path", async () => {
  await using world = await createWorld();
  const deno = await world.put("deno", fakeDeno("2.10.0"));
  await world.start([]);
  await Deno.rename(deno, `${deno}-2.10`);
  await Deno.symlink(`${deno}-2.10`, deno);
  const second = await world.start([]);
  assert.equal(second.code, 0, second.stderr);
  assert.equal(await questions(world), 1);
  const memory = await Deno.readTextFile(join(world.home, ".cache/netops/deno-path"));
  assert.equal(memory, `2.10.0\n${deno}\n`);
});

Deno.test("the launcher asks again when the remembered Deno was replaced or is gone", async () => {
  await using world = await createWorld();
  const deno = await world.put("deno", fakeDeno("2.9.6"));
  await world.start([]);
  await world.put("deno", fakeDeno("3.0.0"));
  await Deno.utime(deno, new Date(), new Date(Date.now() + 5_000));
  const replaced = await world.start([]);
  assert.equal(replaced.code, 1);
  assert.match(replaced.stderr, /neither Deno 2\.9 nor npx/);
  await Deno.remove(deno);
  assert.equal((await world.start([])).code, 1);
});

for (const version of ["1.46.3", "2.8.9", "3.0.0", "nonsense"]) {
  Deno.test(`the launcher passes over Deno ${version} and asks npx`, async () => {
    await using world = await createWorld();
    await world.put("deno", fakeDeno(version));
    const brought = await world.put("brought", fakeDeno("2.9.6"));
    await world.put("npx", `echo "$*" >"$HOME/npx"; echo "${brought}"`);
    const started = await world.start(["up"]);
    assert.match(started.stdout, new RegExp(`self=${brought}`));
    const asked = await Deno.readTextFile(join(world.home, "npx"));
    assert.match(asked, /^--yes -p deno@2\.9\.6 -c readlink -f/);
    await Deno.remove(join(world.bin, "npx"));
    assert.equal((await world.start(["up"])).code, 0, "npx is needed once only");
  });
}

Deno.test("the launcher takes the program itself when npm left its wrapper", async () => {
  await using world = await createWorld();
  const modules = join(world.home, "node_modules");
  await Deno.mkdir(join(modules, "deno"), { recursive: true });
  await Deno.mkdir(join(modules, "@deno/linux-x64-glibc"), { recursive: true });
  const native = join(modules, "@deno/linux-x64-glibc/deno");
  await Deno.rename(await world.put("native", fakeDeno("2.9.6")), native);
  await world.put("npx", `echo "${modules}/deno/bin.cjs"`);
  assert.match((await world.start([])).stdout, new RegExp(`self=${native}`));
});

Deno.test("the launcher says what to install when there is neither Deno nor npx", async () => {
  await using world = await createWorld();
  const started = await world.start(["up"]);
  assert.equal(started.code, 1);
  assert.equal(started.stdout, "");
  assert.match(started.stderr, /netops: fix: install Node\.js with npm, or Deno/);
});

Deno.test("the launcher says so when npx fails", async () => {
  await using world = await createWorld();
  await world.put("npx", "echo no network >&2; exit 7");
  const started = await world.start(["up"]);
  assert.equal(started.code, 1);
  assert.match(started.stderr, /no network[\s\S]*Cannot get Deno through npx/);
});

Deno.test("NETOPS_DENO wins over all and is not remembered", async () => {
  await using world = await createWorld();
  await world.put("deno", fakeDeno("2.9.6"));
  const other = await world.put("other", fakeDeno("2.9.9"));
  const started = await world.start([], { env: { NETOPS_DENO: other } });
  assert.match(started.stdout, new RegExp(`self=${other}`));
  assert.match((await world.start([])).stdout, new RegExp(`self=${world.bin}/deno`));
  const bad = await world.start([], { env: { NETOPS_DENO: "/nowhere/deno" } });
  assert.equal(bad.code, 1);
  assert.match(bad.stderr, /NETOPS_DENO=\/nowhere\/deno/);
});

Deno.test("the launcher works through symlinks, relative paths and a bare name", async () => {
  await using world = await createWorld();
  await world.put("deno", fakeDeno("2.9.6"));
  await Deno.symlink(join(world.root, "netops"), join(world.bin, "netops"));
  const main = `arg=${world.root}/cli/main.ts`;
  assert.ok((await world.start([], { program: join(world.bin, "netops") })).stdout.includes(main));
  const sh = join(world.bin, "sh");
  for (const command of ["netops", "../root/netops"]) {
    const started = await world.start(["-c", command], { program: sh });
    const printed = /arg=(.*cli\/main\.ts)/.exec(started.stdout)?.[1] ?? started.stderr;
    assert.equal(join(printed), `${world.root}/cli/main.ts`);
  }
});

Deno.test("the launcher remembers nothing without a folder of the user's own", async () => {
  await using world = await createWorld();
  // The working folder is the home of this world.
  await world.put("deno", fakeDeno("2.9.6").replace('"$HOME/asked"', "asked"));
  for (const env of [{ HOME: "", XDG_CACHE_HOME: "" }, { HOME: "" }]) {
    const before = await questions(world);
    assert.equal((await world.start([], { env })).code, 0);
    assert.equal(await questions(world), before + 1, "it asks each time");
  }
});

Deno.test("the launcher ignores a memory that another user wrote", {
  ignore: Deno.uid() !== 0,
}, async () => {
  await using world = await createWorld();
  await world.put("deno", fakeDeno("2.9.6"));
  const planted = await world.put("planted", fakeDeno("2.9.6"));
  const memory = join(world.home, ".cache/netops/deno-path");
  await Deno.mkdir(join(world.home, ".cache/netops"), { recursive: true });
  await Deno.writeTextFile(memory, `2.9.6\n${planted}\n`);
  assert.match((await world.start([])).stdout, /self=.*planted/);
  await Deno.chown(memory, 12_345, 12_345);
  assert.match((await world.start([])).stdout, /self=.*\/bin\/deno\n/);
});

Deno.test("the launcher starts with a home that cannot be written", async () => {
  await using world = await createWorld();
  await world.put("deno", fakeDeno("2.9.6"));
  const started = await world.start([], { env: { XDG_CACHE_HOME: "/proc/no/such" } });
  assert.equal(started.code, 0);
  assert.equal(started.stderr, "");
});

Deno.test("the launcher runs the real Deno, and its exit code is that of netops", async () => {
  await using world = await createWorld();
  await Deno.mkdir(join(world.root, "cli"));
  await Deno.writeTextFile(join(world.root, "deno.json"), "{}");
  await Deno.writeTextFile(
    join(world.root, "cli/main.ts"),
    `console.log(Deno.pid, JSON.stringify(Deno.args)); Deno.exit(6);`,
  );
  const started = await world.start(["a b"], { env: { NETOPS_DENO: Deno.execPath() } });
  assert.equal(started.code, 6, started.stderr);
  assert.equal(started.stdout, `${started.pid} ["a b"]\n`);
});
