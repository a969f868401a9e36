import assert from "node:assert/strict";
import { TestPlatform } from "../harness/platform.ts";

Deno.test("a canary that rolls back and a rolling deploy end the same after a death at every event", async () => {
  await using platform = await TestPlatform.create({});
  const { code, stdout, stderr } = await platform.run(["deploy", "torture", "--json"]);
  const { passed, cases } = JSON.parse(stdout);
  console.log(stderr);
  assert.equal(code, 0, stderr);
  assert.equal(passed, true);
  assert.deepEqual(cases.map(({ name }: { name: string }) => name), ["canary", "rolling"]);
});
