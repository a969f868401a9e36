import assert from "node:assert/strict";
import { createDenoSeriesFiles } from "./deno_series_files.ts";

Deno.test("files on a disk are made with their folder, grow, change names and go", () => {
  const home = Deno.makeTempDirSync({ prefix: "netops-series-files-" });
  try {
    const folder = `${home}/data/series`;
    const files = createDenoSeriesFiles(folder);
    assert.deepEqual(files.list(), []);
    files.append("a", Uint8Array.of(1, 2));
    files.append("a", Uint8Array.of(3));
    files.sync("a");
    files.append("b", Uint8Array.of(9));
    Deno.mkdirSync(`${folder}/sub`);
    assert.deepEqual(files.list().sort(), ["a", "b"]);
    assert.equal(files.size("a"), 3);
    assert.deepEqual(files.read("a"), Uint8Array.of(1, 2, 3));
    files.rename("a", "b");
    assert.deepEqual(files.list(), ["b"]);
    assert.deepEqual(files.read("b"), Uint8Array.of(1, 2, 3));
    files.remove("b");
    files.remove("b");
    assert.deepEqual(files.list(), []);
    assert.throws(() => files.read("b"), Deno.errors.NotFound);
    assert.throws(() => files.size("b"), Deno.errors.NotFound);
    assert.equal((Deno.statSync(folder).mode ?? 0) & 0o777, 0o700);
  } finally {
    Deno.removeSync(home, { recursive: true });
  }
});

Deno.test("a file is for its owner only, and a folder that is a file is told", () => {
  const home = Deno.makeTempDirSync({ prefix: "netops-series-files-" });
  try {
    createDenoSeriesFiles(home).append("a", Uint8Array.of(1));
    assert.equal((Deno.statSync(`${home}/a`).mode ?? 0) & 0o777, 0o600);
    assert.throws(() => createDenoSeriesFiles(`${home}/a`).list());
    assert.throws(() => createDenoSeriesFiles(`${home}/a`).append("b", Uint8Array.of(1)));
  } finally {
    Deno.removeSync(home, { recursive: true });
  }
});

Deno.test({
  name: "a full disk is thrown with its code",
  ignore: Deno.build.os !== "linux",
  fn() {
    const files = createDenoSeriesFiles("/dev");
    assert.throws(() => files.append("full", Uint8Array.of(1)), { code: "ENOSPC" });
  },
});
