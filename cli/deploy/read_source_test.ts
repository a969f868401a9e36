import assert from "node:assert/strict";
import { NetopsError } from "@netops/core";
import { readSource, sourceWords } from "./read_source.ts";

/** A project whose service hello lives in a folder of its own; removed with the test. */
async function project(): Promise<{ readonly dir: string } & AsyncDisposable> {
  const dir = await Deno.realPath(await Deno.makeTempDir({ prefix: "netops-source-" }));
  await Deno.mkdir(`${dir}/app`);
  await Deno.mkdir(`${dir}/v2`);
  const services = "services:\n  hello: {command: [node, x.mjs], dir: ./app}\n";
  await Deno.writeTextFile(`${dir}/netops.yaml`, `platform: none\n${services}`);
  return { dir, [Symbol.asyncDispose]: () => Deno.remove(dir, { recursive: true }) };
}

Deno.test("what is shipped is a folder, what a ref points at, or the folder that netops.yaml names", async () => {
  await using at = await project();
  const read = (from?: string, app = "hello") =>
    readSource({ app, from, cwd: `${at.dir}/app`, projectDir: at.dir, env: {} });
  assert.deepEqual(await read(), { kind: "dir", dir: `${at.dir}/app` });
  assert.deepEqual(await read("../v2"), { kind: "dir", dir: `${at.dir}/v2` });
  assert.deepEqual(await read("git:main"), { kind: "git", repo: `${at.dir}/app`, ref: "main" });
  assert.deepEqual(await read("git:v1", "other"), { kind: "git", repo: at.dir, ref: "v1" });
  assert.equal(sourceWords(await read("git:main")), `main of ${at.dir}/app`);
  assert.equal(sourceWords(await read("../v2")), `${at.dir}/v2`);
});

Deno.test("what is not there is said with what would be", async () => {
  await using at = await project();
  const cases: readonly (readonly [from: string | undefined, code: string, fix: RegExp])[] = [
    ["v3", "USAGE", /--from DIR/],
    ["netops.yaml", "USAGE", /a folder that is there/],
    ["git:", "USAGE", /git:main/],
    ["", "USAGE", /--from DIR/],
    [" ", "USAGE", /--from DIR/],
    [undefined, "CONFIG_INVALID", /netops deploy run shop --from DIR/],
  ];
  for (const [from, code, fix] of cases) {
    const request = { app: "shop", from, cwd: at.dir, projectDir: at.dir, env: {} };
    await assert.rejects(readSource(request), (error: NetopsError) => {
      return error.code === code && fix.test(error.fix ?? "");
    }, from);
  }
});
