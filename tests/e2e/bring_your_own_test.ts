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

Deno.test("without a file up would start the streaming platform and no services, as much as was asked for", async () => {
  await using platform = await TestPlatform.create({ "readme.txt": "an empty folder" });
  const plan = async (args: readonly string[]) =>
    JSON.parse((await platform.run(["up", "--dry-run", "--json", ...args])).stdout);
  const std = await plan([]);
  assert.deepEqual([std.profile, std.services, std.regions.length], ["std", [], 1]);
  const replicas = (apps: { app: string; replicas: number }[], name: string) =>
    apps.find(({ app }) => app === name)?.replicas;
  assert.deepEqual([replicas(std.platform, "playback"), replicas(std.platform, "oca")], [2, 4]);
  const full = await plan(["--profile", "full"]);
  assert.deepEqual([full.regions.length, replicas(full.platform, "oca")], [2, 8]);
  const none = await plan(["--profile", "none"]);
  assert.deepEqual([none.platform, none.services], [[], []]);
  const beside = await plan(["-f", EXAMPLE, "--profile", "lite"]);
  assert.deepEqual([beside.services.length, replicas(beside.platform, "oca")], [3, 2]);
});

Deno.test("without a file config show tells what counts, and config validate finds nothing to check", async () => {
  await using platform = await TestPlatform.create({});
  const shown = await platform.run(["config", "show", "--origin"]);
  assert.match(shown.stdout, /^platform +"std" +no netops\.yaml$/m);
  assert.match(shown.stderr, /no netops\.yaml here or above/);
  const checked = await platform.run(["config", "validate"]);
  assert.deepEqual([checked.code, checked.stdout], [2, ""]);
  assert.match(checked.stderr, /fix: name one, or write one: netops init/);
});
