import assert from "node:assert/strict";
import { HELLO_FILES } from "../harness/hello_files.ts";
import { TestPlatform } from "../harness/platform.ts";

const EXAMPLE = new URL("../../examples/bring-your-own/netops.yaml", import.meta.url).pathname;
const READY_WITHIN_MS = 3_000;

interface Answer {
  readonly app: string;
  readonly instance: string;
  readonly calls?: readonly Answer[];
}

/** Apps in the order of a chain of calls, depth first. */
function chainOf(answer: Answer): string[] {
  return [answer.app, ...(answer.calls ?? []).flatMap(chainOf)];
}

Deno.test("the example in three languages is healthy in 3 s, answers through the gateway and calls each other", async () => {
  await using platform = await TestPlatform.create(HELLO_FILES);
  // The first start may bake and fetch; what is promised holds from the second on.
  await platform.up(["-f", EXAMPLE]);
  await platform.run(["down"]);
  const { urls, readyMs } = await platform.up(["-f", EXAMPLE]);
  assert.ok(readyMs <= READY_WITHIN_MS, `healthy after ${readyMs} ms`);
  const shop = await (await fetch(`${urls["gateway"]}/shop/`)).json() as Answer;
  assert.deepEqual(chainOf(shop), ["shop", "price", "stock", "stock"]);
  for (const app of ["price", "stock"]) {
    const response = await fetch(`${urls["gateway"]}/${app}/`);
    assert.equal(response.status, 200);
    assert.equal((await response.json()).app, app);
  }
});

Deno.test("without a file up boots the example services", async () => {
  await using platform = await TestPlatform.create({ "readme.txt": "an empty folder" });
  const { urls } = await platform.up();
  assert.equal((await (await fetch(`${urls["gateway"]}/stock/`)).json()).app, "stock");
});
