import assert from "node:assert/strict";
import { buildWeb } from "../../tools/build_web.ts";

const ASSETS = new URL("../../server/web/assets/", import.meta.url);

Deno.test("the committed assets of the ops page are what tools/build_web.ts builds", async () => {
  for (const [name, text] of Object.entries(await buildWeb())) {
    const committed = await Deno.readTextFile(new URL(name, ASSETS));
    assert.ok(committed === text, `${name} is stale: run deno run -A tools/build_web.ts`);
  }
});

Deno.test("the ops page stays small: 124 KiB of script, 30 KiB of style, charts apart in 56 KiB", async () => {
  const sizeOf = async (name: string) => (await Deno.stat(new URL(name, ASSETS))).size;
  assert.ok(await sizeOf("ops.js") <= 124 * 1024);
  assert.ok(await sizeOf("ops.css") <= 30 * 1024);
  assert.ok(await sizeOf("plot.js") <= 56 * 1024);
  const script = await Deno.readTextFile(new URL("ops.js", ASSETS));
  assert.ok(!script.includes("uPlot"), "uPlot is loaded by the first chart, not by the page");
});
