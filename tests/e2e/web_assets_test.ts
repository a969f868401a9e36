import assert from "node:assert/strict";
import { buildWeb } from "../../tools/build_web.ts";

const ASSETS = new URL("../../server/web/assets/", import.meta.url);

Deno.test("the committed assets of the ops page are what tools/build_web.ts builds", async () => {
  for (const [name, text] of Object.entries(await buildWeb())) {
    const committed = await Deno.readTextFile(new URL(name, ASSETS));
    assert.ok(committed === text, `${name} is stale: run deno run -A tools/build_web.ts`);
  }
});

Deno.test("the ops page stays small: at most 64 KiB of script and 16 KiB of style", async () => {
  const sizeOf = async (name: string) => (await Deno.stat(new URL(name, ASSETS))).size;
  assert.ok(await sizeOf("ops.js") <= 64 * 1024);
  assert.ok(await sizeOf("ops.css") <= 16 * 1024);
});
