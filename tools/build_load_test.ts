import assert from "node:assert/strict";
import { buildLoad } from "./build_load.ts";

const BUILT = new URL("../load/scripts/built/", import.meta.url);

Deno.test("the committed k6 scripts are what tools/build_load.ts builds", async () => {
  const built = await buildLoad();
  for (const [name, text] of Object.entries(built)) {
    const committed = await Deno.readTextFile(new URL(name, BUILT));
    assert.ok(committed === text, `${name} is stale: run deno run -A tools/build_load.ts`);
  }
  const names = [...Deno.readDirSync(BUILT)].map(({ name }) => name);
  assert.deepEqual(names.sort(), Object.keys(built).sort());
});

Deno.test("what every VU of k6 holds stays small: 48 KiB of script", async () => {
  const { size } = await Deno.stat(new URL("session.js", BUILT));
  assert.ok(size <= 48 * 1024, `${size}`);
  for (const name of ["hotpath", "signin", "browse", "spike", "soak", "premiere", "mixed"]) {
    assert.ok((await Deno.stat(new URL(`${name}.js`, BUILT))).size < 512, name);
  }
});
