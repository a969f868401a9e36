import assert from "node:assert/strict";
import { join } from "node:path";
import { createBakeFixture } from "./bake_fixture.ts";

const DOOR = new URL("./mod.ts", import.meta.url).href;
const CONFIG = new URL("../../deno.json", import.meta.url).pathname;

/** Bakes in a process of its own and prints the hash, or the code of the error. */
const PROGRAM = `
import { bakeArtifact } from ${JSON.stringify(DOOR)};
const [dir, artifactsDir] = Deno.args;
const clock = { nowMs: () => 0, monotonicMs: () => 0 };
let drawn = 0;
const rng = { hex: () => "child" + drawn++ };
console.log("ready");
try {
  console.log((await bakeArtifact({ dir, artifactsDir, exclude: [], clock, rng })).hash);
} catch (error) {
  console.log(error.code, [...Deno.readDirSync(artifactsDir)].map((item) => item.name).sort().join());
}
`;

Deno.test("a bake that is killed leaves no half artifact, and the next one is whole", async () => {
  await using fixture = await createBakeFixture();
  const count = 400;
  await fixture.write(
    Object.fromEntries(Array.from({ length: count }, (_, n) => [`d${n % 20}/f${n}`, `${n}`])),
  );
  for (const afterMs of [0, 10, 40, 80]) {
    const child = start([fixture.dir, fixture.artifactsDir]);
    const reader = child.stdout.getReader();
    await reader.read();
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    child.kill("SIGKILL");
    await child.status;
    await reader.cancel();
    for (const name of await artifacts(fixture.artifactsDir)) {
      const path = join(fixture.artifactsDir, name);
      const files = (await fixture.list({ path }))
        .filter((file) => !file.endsWith("/"));
      assert.equal(files.length, count, `after ${afterMs} ms`);
    }
  }
  const artifact = await fixture.bake();
  assert.equal(artifact.files, count);
  assert.equal(await Deno.readTextFile(join(artifact.path, "d7/f7")), "7");
});

Deno.test({
  name: "a full disk is DISK_FULL and leaves no temporary folder",
  ignore: !await canMount(),
  async fn() {
    await using fixture = await createBakeFixture();
    await fixture.write({ "a.bin": "x".repeat(100_000), "b.bin": "y".repeat(900_000) });
    await Deno.mkdir(fixture.artifactsDir, { recursive: true });
    const script =
      `mount -t tmpfs -o size=400k none "$2" && exec "$0" eval --config "$3" "$4" "$1" "$2"`;
    const { stdout, stderr } = await new Deno.Command("unshare", {
      args: [
        "-Urm",
        "sh",
        "-c",
        script,
        Deno.execPath(),
        fixture.dir,
        fixture.artifactsDir,
        CONFIG,
        PROGRAM,
      ],
    }).output();
    const text = new TextDecoder().decode(stdout);
    assert.equal(text, "ready\nDISK_FULL cache,objects\n", new TextDecoder().decode(stderr));
  },
});

function start(args: readonly string[]): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["eval", "--config", CONFIG, PROGRAM, ...args],
    stdout: "piped",
    stderr: "null",
  }).spawn();
}

async function artifacts(dir: string): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(dir))).map((item) => item.name)
      .filter((name) => /^[0-9a-f]{40}$/.test(name));
  } catch {
    // Killed before it made the store.
    return [];
  }
}

/** A tmpfs of our own needs user namespaces. */
async function canMount(): Promise<boolean> {
  try {
    const args = ["-Urm", "mount", "-t", "tmpfs", "none", "/mnt"];
    return (await new Deno.Command("unshare", { args, stderr: "null" }).output()).success;
  } catch {
    // No such program: macOS.
    return false;
  }
}
