import assert from "node:assert/strict";
import type { RunFile } from "@netops/core/contracts";
import { homeError, homePaths, openHome, removeIfThere, takeLock, writeRunFile } from "./home.ts";

/** Runs a test over a home that does not exist yet. */
async function withHome(run: (home: string) => void | Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "netops-home-" });
  try {
    await run(`${dir}/project/.netops`);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("openHome() makes a folder of the owner's and keeps it out of git", async () => {
  await withHome((home) => {
    const { paths, close } = openHome(home);
    for (const dir of [home, paths.logs, paths.artifacts, paths.data]) {
      assert.equal(Deno.statSync(dir).mode! & 0o777, 0o700, dir);
    }
    assert.equal(Deno.readTextFileSync(`${home}/.gitignore`), "*\n");
    close();
    Deno.writeTextFileSync(`${home}/.gitignore`, "mine\n");
    openHome(home).close();
    assert.equal(Deno.readTextFileSync(`${home}/.gitignore`), "mine\n");
  });
});

Deno.test("a home has one holder at a time", async () => {
  await withHome((home) => {
    const first = openHome(home);
    assert.throws(() => openHome(home), { code: "ALREADY_RUNNING", fix: "netops down" });
    first.close();
    openHome(home).close();
  });
});

Deno.test("takeLock() of a home that is not there is nothing", async () => {
  await withHome((home) => assert.equal(takeLock(homePaths(home)), undefined));
});

Deno.test("openHome() names a home that cannot be written", async () => {
  await withHome((home) => {
    Deno.mkdirSync(home.slice(0, home.lastIndexOf("/")), { recursive: true });
    Deno.writeTextFileSync(home, "a file, not a folder");
    assert.throws(() => openHome(home), { code: "HOME_NOT_WRITABLE", fix: /NETOPS_HOME/ });
  });
});

Deno.test("homeError() tells a full disk from a folder that is not ours", () => {
  assert.equal(
    homeError("/x", new Error("No space left on device (os error 28)")).code,
    "DISK_FULL",
  );
  assert.equal(homeError("/x", new Error("database or disk is full")).code, "DISK_FULL");
  assert.equal(homeError("/x", new Error("Permission denied")).code, "HOME_NOT_WRITABLE");
});

Deno.test("writeRunFile() writes for the owner's eyes only, and leaves no draft", async () => {
  await withHome((home) => {
    const { paths, close } = openHome(home);
    const run = { pid: 7, token: "t" } as RunFile;
    Deno.writeTextFileSync(paths.run, "old", { mode: 0o644 });
    writeRunFile(paths.run, run);
    assert.deepEqual(JSON.parse(Deno.readTextFileSync(paths.run)), run);
    assert.equal(Deno.statSync(paths.run).mode! & 0o777, 0o600);
    const names = [...Deno.readDirSync(home)].map((entry) => entry.name).sort();
    assert.deepEqual(names, [".gitignore", "artifacts", "data", "lock", "logs", "run.json"]);
    removeIfThere(paths.run);
    removeIfThere(paths.run);
    close();
  });
});
