import assert from "node:assert/strict";
import { MARKER } from "./home_marker.ts";
import { prepareHome } from "./prepare_home.ts";
import { purgeHome, purgeParts } from "./purge_home.ts";

async function inFolder(body: (root: string) => void): Promise<void> {
  const root = await Deno.makeTempDir();
  try {
    body(root);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

const namesIn = (home: string) => [...Deno.readDirSync(home)].map((entry) => entry.name).sort();

Deno.test("a folder where netops never ran is not purged, whatever its files are called", () =>
  inFolder((home) => {
    for (const name of ["data", "logs", "artifacts"]) Deno.mkdirSync(`${home}/${name}`);
    Deno.writeTextFileSync(`${home}/lock`, "");
    assert.throws(() => purgeParts(home), { code: "REFUSED", exitCode: 6 });
    assert.deepEqual(namesIn(home), ["artifacts", "data", "lock", "logs"]);
  }));

Deno.test("purging removes a home that netops made, with the folder", () =>
  inFolder((root) => {
    const home = `${root}/.netops`;
    prepareHome(home);
    Deno.mkdirSync(`${home}/data`);
    purgeHome(home, purgeParts(home));
    assert.deepEqual(namesIn(root), []);
    assert.deepEqual(purgeParts(home), []);
  }));

Deno.test("files that were there before netops outlive the run and its purge unchanged", () =>
  inFolder((home) => {
    Deno.mkdirSync(`${home}/data`);
    Deno.writeTextFileSync(`${home}/data/mine`, "mine");
    Deno.writeTextFileSync(`${home}/.gitignore`, "dist\n");
    Deno.writeTextFileSync(`${home}/broken.yaml`, "");
    prepareHome(home);
    prepareHome(home);
    Deno.writeTextFileSync(`${home}/fleet.db`, "");
    assert.equal(Deno.readTextFileSync(`${home}/.gitignore`), "dist\n");
    purgeHome(home, purgeParts(home));
    assert.deepEqual(namesIn(home), [".gitignore", "broken.yaml", "data"]);
    assert.equal(Deno.readTextFileSync(`${home}/data/mine`), "mine");
  }));

Deno.test("a home that is older than markers is purged; one with a broken marker is not", () =>
  inFolder((home) => {
    Deno.writeTextFileSync(`${home}/fleet.db`, "");
    Deno.mkdirSync(`${home}/logs`);
    assert.deepEqual(purgeParts(home).map((part) => part.path), [
      `${home}/logs`,
      `${home}/fleet.db`,
    ]);
    Deno.writeTextFileSync(`${home}/${MARKER}`, "{}");
    assert.throws(() => purgeParts(home), { code: "REFUSED" });
  }));

Deno.test("purging an empty folder leaves it", () =>
  inFolder((home) => {
    purgeHome(home, purgeParts(home));
    assert.deepEqual(namesIn(home), []);
  }));
