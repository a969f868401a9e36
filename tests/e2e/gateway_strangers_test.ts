import assert from "node:assert/strict";
import { askAnew } from "../harness/ask_anew.ts";
import { HELLO_FILES } from "../harness/hello_files.ts";
import { TestPlatform, until } from "../harness/platform.ts";
import { startGatewayProcess } from "./gateway_process_rig.ts";

/** A server of nobody's that counts who comes. */
function startStranger() {
  const seen = { count: 0 };
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, () => {
    seen.count++;
    return new Response("stranger");
  });
  return {
    seen,
    port: server.addr.port,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

type Metadata = Readonly<Record<string, string>>;

/** Registers at a real registry, as anybody on this machine can. */
async function register(registryUrl: string, who: Listed, port: number) {
  const { instanceId, metadata } = who;
  const instance = {
    ...{ instanceId, app: "HELLO", hostName: "127.0.0.1", ipAddr: "127.0.0.1", status: "UP" },
    ...{ vipAddress: "hello", port: { $: port, "@enabled": "true" } },
    dataCenterInfo: {
      "@class": "com.netflix.appinfo.InstanceInfo$DefaultDataCenterInfo",
      name: "MyOwn",
    },
    leaseInfo: { renewalIntervalInSecs: 30, durationInSecs: 90 },
    metadata,
  };
  const response = await fetch(`${registryUrl}/eureka/apps/HELLO`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ instance }),
  });
  assert.equal(response.status, 204);
}

interface Listed {
  readonly instanceId: string;
  readonly metadata: Metadata;
}

async function listed(registryUrl: string): Promise<readonly Listed[]> {
  const response = await fetch(`${registryUrl}/eureka/apps/HELLO`, {
    headers: { accept: "application/json" },
  });
  return (await response.json()).application.instance;
}

Deno.test("a stranger in the registry gets no request, not even with the signature of another", async () => {
  await using platform = await TestPlatform.create(HELLO_FILES);
  const { urls } = await platform.up();
  await using stranger = startStranger();
  const registry = urls["registry"]!;
  const [real] = await listed(registry);
  assert.ok(real, "the real instances are listed");
  assert.match(real.metadata["signature"] ?? "", /^[0-9a-f]{64}$/);
  const { signature: _, ...unsigned } = real.metadata;
  await register(registry, { instanceId: "stranger-1", metadata: unsigned }, stranger.port);
  await register(registry, { ...real, instanceId: "stranger-2" }, stranger.port);
  // The same id at another port: what is signed is the whole address.
  await register(registry, real, stranger.port);
  await until("all are listed", 3_000, async () => (await listed(registry)).length === 4);
  await new Promise((resolve) => setTimeout(resolve, 300));
  for (let n = 0; n < 60; n++) {
    const response = await fetch(`${urls["gateway"]}/hello/`, { headers: { connection: "close" } });
    assert.equal(response.status, 200);
    await response.body?.cancel();
  }
  assert.equal(stranger.seen.count, 0);
});

Deno.test("gateway.allowStrangers in netops.yaml reaches the gateways", async () => {
  const local = { "netops.local.yaml": "gateway: {allowStrangers: true}\n" };
  await using platform = await TestPlatform.create({ ...HELLO_FILES, ...local });
  const { urls } = await platform.up();
  await using stranger = startStranger();
  const [real] = await listed(urls["registry"]!);
  const { signature: _, ...metadata } = real!.metadata;
  await register(urls["registry"]!, { instanceId: "stranger-1", metadata }, stranger.port);
  await until("the stranger is asked", 5_000, async () => {
    await askAnew(`${urls["gateway"]}/hello/`);
    return stranger.seen.count > 0;
  });
});

Deno.test("allowStrangers routes to whoever registers, and only that", async () => {
  for (const allowStrangers of [true, false]) {
    await using rig = await startGatewayProcess(() => new Response("ours"), { allowStrangers });
    await using stranger = startStranger();
    const { signature: _, ...metadata } = rig.instance.metadata;
    const { instance, control } = rig;
    control.setInstances([instance, { ...instance, id: "x", port: stranger.port, metadata }]);
    const texts = new Set<string>();
    await new Promise((resolve) => setTimeout(resolve, 300));
    for (let n = 0; n < 100; n++) {
      texts.add(await (await fetch(`${rig.gateway.url}/hello/`)).text());
    }
    assert.deepEqual([...texts].sort(), allowStrangers ? ["ours", "stranger"] : ["ours"]);
  }
});
