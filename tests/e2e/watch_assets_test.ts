import assert from "node:assert/strict";
import { buildWatch } from "../../tools/build_web.ts";

const ASSETS = new URL("../../server/watch/assets/", import.meta.url);

Deno.test("the committed assets of the watch page are what tools/build_web.ts builds", async () => {
  for (const [name, text] of Object.entries(await buildWatch())) {
    const committed = await Deno.readTextFile(new URL(name, ASSETS));
    assert.ok(committed === text, `${name} is stale: run deno run -A tools/build_web.ts`);
  }
});

Deno.test("the watch page is small until somebody plays: 104 KiB of script, 28 KiB of style", async () => {
  const sizeOf = async (name: string) => (await Deno.stat(new URL(name, ASSETS))).size;
  assert.ok(await sizeOf("watch.js") <= 104 * 1024);
  assert.ok(await sizeOf("watch.css") <= 28 * 1024);
  const script = await Deno.readTextFile(new URL("watch.js", ASSETS));
  assert.ok(!script.includes("EXT-X-STREAM-INF"), "hls.js is part of the page's own script");
  assert.ok(!script.includes("SegmentTemplate"), "dash.js is part of the page's own script");
});
