import assert from "node:assert/strict";
import { NetopsError } from "@netops/core";
import { orderFile, progressFile, reportFile, writeLoad } from "./load_fixture.ts";
import { LoadFolders } from "./load_folders.ts";

async function withFolder(test: (dir: string) => Promise<void>): Promise<void> {
  const home = await Deno.makeTempDir({ prefix: "netops-test-" });
  try {
    await test(`${home}/loads`);
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}

Deno.test("loads are told newest first by number, and nothing else in their folder is", () =>
  withFolder(async (dir) => {
    const folders = new LoadFolders(dir);
    assert.deepEqual(await folders.ids(), []);
    for (const id of ["load-2", "load-10", "load-x", "other"]) {
      await writeLoad(dir, id, { "order.json": orderFile() });
    }
    await Deno.writeTextFile(`${dir}/load-3`, "a file");
    assert.deepEqual(await folders.ids(), ["load-10", "load-2"]);
    assert.equal(await folders.read("../load-2"), undefined);
    assert.equal(await folders.read("other"), undefined);
  }));

Deno.test("a file that changed is read again, and one that is torn counts as not there", () =>
  withFolder(async (dir) => {
    const folders = new LoadFolders(dir);
    await writeLoad(dir, "load-1", { "order.json": orderFile(), "progress.json": `{"tsMs":` });
    assert.equal((await folders.read("load-1"))?.progress, undefined);
    await writeLoad(dir, "load-1", { "progress.json": progressFile(5_000) });
    assert.equal((await folders.read("load-1"))?.progress?.tsMs, 5_000);
    await writeLoad(dir, "load-1", { "report.json": reportFile() });
    const report = (await folders.read("load-1"))?.report;
    assert.equal(report?.verdict, "failed");
    assert.ok(report !== undefined && !("seconds" in report), "what is not shown is not kept");
    await writeLoad(dir, "load-2", { "progress.json": progressFile(5_000) });
    assert.equal(await folders.read("load-2"), undefined, "no order, no load");
  }));

Deno.test("of a load only its page is given out, and only when it is a file itself", () =>
  withFolder(async (dir) => {
    const folders = new LoadFolders(dir);
    await writeLoad(dir, "load-1", { "report.html": "<!doctype html>" });
    const page = await folders.readPage("load-1");
    assert.equal(new TextDecoder().decode(page), "<!doctype html>");
    assert.equal(await folders.readPage("load-1/../load-1"), undefined);
    await writeLoad(dir, "load-2", { "accounts.json": "secret" });
    await Deno.symlink(`${dir}/load-2/accounts.json`, `${dir}/load-2/report.html`);
    assert.equal(await folders.readPage("load-2"), undefined, "a link");
    await Deno.symlink(`${dir}/load-1`, `${dir}/load-3`);
    assert.equal(await folders.readPage("load-3"), undefined, "a folder that is a link");
    assert.equal(await folders.hasPage("load-3"), false);
  }));

Deno.test("a folder that cannot be looked into is said to be so, with the command that can", () =>
  withFolder(async (dir) => {
    await Deno.mkdir(dir, { recursive: true });
    await Deno.writeTextFile(`${dir}/file`, "");
    await assert.rejects(new LoadFolders(`${dir}/file`).ids(), (thrown) => {
      assert.ok(thrown instanceof NetopsError);
      assert.equal(thrown.fix, "netops load list");
      return true;
    });
  }));
