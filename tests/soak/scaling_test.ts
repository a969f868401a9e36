import assert from "node:assert/strict";
import { HELLO_FILES } from "../harness/hello_files.ts";
import { TestPlatform, until } from "../harness/platform.ts";
import { SteadyLoad } from "../harness/steady_load.ts";

const SCALED = HELLO_FILES["netops.yaml"]!.replace(
  "    health: /health\n",
  "    health: /health\n" +
    "    scaling: {metric: rps, target: 15, min: 2, max: 5, outCooldown: 5s, inCooldown: 10s}\n",
);

Deno.test("an app gets as many instances as its load asks for, and gives them back", async () => {
  await using platform = await TestPlatform.create({ ...HELLO_FILES, "netops.yaml": SCALED });
  const { urls } = await platform.up();
  const count = async () => {
    return (await platform.ps()).filter(({ app, status }) => app === "hello" && status === "UP")
      .length;
  };
  assert.equal(await count(), 2);
  const load = new SteadyLoad({ url: `${urls["gateway"]}/hello/`, perS: 85, tokens: ["none"] });
  try {
    await until("the load has its instances", 60_000, async () => await count() === 5);
  } finally {
    const { byStatus } = await load.end();
    assert.deepEqual(Object.keys(byStatus), ["200"], JSON.stringify(byStatus));
  }
  await until("the instances are given back", 90_000, async () => await count() === 2);
  const { stdout } = await platform.run(["events", "--json", "--kind", "scaling"]);
  const { events } = JSON.parse(stdout) as {
    readonly events: readonly { readonly data: Readonly<Record<string, unknown>> }[];
  };
  const reasons = events.map(({ data }) => data["reason"]);
  assert.ok(reasons.includes("scale out") && reasons.includes("scale in"), JSON.stringify(events));
});
