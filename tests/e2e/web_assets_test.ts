import assert from "node:assert/strict";
import { buildWeb } from "../../tools/build_web.ts";

const ASSETS = new URL("../../server/web/assets/", import.meta.url);

Deno.test("the committed assets of the ops page are what tools/build_web.ts builds", async () => {
  for (const [name, text] of Object.entries(await buildWeb())) {
    const committed = await Deno.readTextFile(new URL(name, ASSETS));
    assert.ok(committed === text, `${name} is stale: run deno run -A tools/build_web.ts`);
  }
});

Deno.test("the ops page stays small: 124 KiB of script, 30 KiB of style; apart charts in 56 KiB, deploys in 30 KiB and 4 KiB, loads in 20 KiB and 2 KiB", async () => {
  const sizeOf = async (name: string) => (await Deno.stat(new URL(name, ASSETS))).size;
  assert.ok(await sizeOf("ops.js") <= 124 * 1024);
  assert.ok(await sizeOf("ops.css") <= 30 * 1024);
  assert.ok(await sizeOf("plot.js") <= 56 * 1024);
  assert.ok(await sizeOf("deploys.js") <= 30 * 1024);
  assert.ok(await sizeOf("deploys.css") <= 4 * 1024);
  assert.ok(await sizeOf("loads.js") <= 20 * 1024);
  assert.ok(await sizeOf("loads.css") <= 2 * 1024);
  const script = await Deno.readTextFile(new URL("ops.js", ASSETS));
  assert.ok(!script.includes("uPlot"), "uPlot is loaded by the first chart, not by the page");
  assert.ok(!script.includes("Promote fully"), "deploys are loaded by their view, not by the page");
  assert.ok(!script.includes("No load was run"), "loads are loaded by their view, too");
  for (const name of ["deploys", "loads"]) {
    const view = await Deno.readTextFile(new URL(`${name}.js`, ASSETS));
    assert.ok(!view.includes("__k"), `${name} are drawn by the Preact of the page`);
  }
});
