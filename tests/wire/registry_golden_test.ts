import assert from "node:assert/strict";
import { XMLParser } from "fast-xml-parser";
import { type RunningService, startService } from "../harness/start_service.ts";

const DATA = new URL("../data/registry/", import.meta.url);
const CENTER = {
  "@class": "com.netflix.appinfo.InstanceInfo$DefaultDataCenterInfo",
  name: "MyOwn",
};

/** What was registered at the stock server when its answers were recorded. */
const REGISTERED = [{
  instanceId: "h1:golden:8080",
  hostName: "h1",
  app: "GOLDEN",
  ipAddr: "127.0.0.1",
  vipAddress: "golden,golden.two",
  secureVipAddress: "golden-s",
  status: "UP",
  port: { $: 8080, "@enabled": "true" },
  securePort: { $: 443, "@enabled": "false" },
  countryId: 1,
  dataCenterInfo: CENTER,
  leaseInfo: { renewalIntervalInSecs: 30, durationInSecs: 90 },
  metadata: { zone: "a", my_key: "1 < 2 & 3", "management.port": "9" },
  homePageUrl: "http://h1:8080/",
  statusPageUrl: "http://h1:8080/info",
  healthCheckUrl: "http://h1:8080/health",
  appGroupName: "GROUP",
  lastDirtyTimestamp: "1700000000000",
  lastUpdatedTimestamp: "1700000000000",
}, {
  instanceId: "h2:golden:8081",
  hostName: "h2",
  app: "GOLDEN",
  ipAddr: "127.0.0.2",
  status: "OUT_OF_SERVICE",
  port: { $: 8081, "@enabled": "true" },
  dataCenterInfo: CENTER,
}];

function golden(name: string): string {
  return Deno.readTextFileSync(new URL(name, DATA));
}

async function startStock(): Promise<RunningService> {
  return await startService({
    entry: "server/registry/main.ts",
    boot: { config: { profile: "stock" } },
  });
}

async function register(registry: RunningService, body: string): Promise<number> {
  const { instance } = JSON.parse(body);
  const response = await fetch(`${registry.url}/eureka/apps/${instance.app}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });
  await response.body?.cancel();
  return response.status;
}

async function answer(registry: RunningService, path: string, name: string): Promise<string> {
  const headers: Record<string, string> = {
    accept: name.endsWith(".json") ? "application/json" : "application/xml",
  };
  if (name.includes("compact")) headers["x-eureka-accept"] = "compact";
  const response = await fetch(`${registry.url}/eureka/${path}`, { headers });
  assert.equal(response.headers.get("content-type"), headers.accept);
  return await response.text();
}

/** Makes two answers comparable: every time and delta version is one, layout between elements is none. */
function still(text: string): string {
  return text.replace(/\b1[67]\d{11}\b/g, "0").replace(/>\s+</g, "><").trim()
    .replace(/(versions__delta(?:":"|>))\d+/, (_, before: string) => `${before}1`);
}

/** The same content whatever the order of fields. */
function content(text: string): unknown {
  const plain = still(text);
  if (plain.startsWith("{")) return JSON.parse(plain);
  return new XMLParser({ ignoreAttributes: false, parseTagValue: false }).parse(plain);
}

Deno.test("answers are those of the stock server, byte by byte but for times", async (context) => {
  await using registry = await startStock();
  for (const instance of REGISTERED) {
    assert.equal(await register(registry, JSON.stringify({ instance })), 204);
  }
  const same: [string, string][] = [
    ["apps", "stock_full.json"],
    ["apps/", "stock_full.xml"],
    ["apps/delta", "stock_delta.json"],
    ["apps/GOLDEN/h1:golden:8080", "stock_instance.json"],
    ["instances/h1:golden:8080", "stock_instance.xml"],
  ];
  for (const [path, name] of same) {
    await context.step(name, async () => {
      assert.equal(still(await answer(registry, path, name)), still(golden(name)));
    });
  }
  for (const name of ["stock_compact.json", "stock_compact.xml"]) {
    await context.step(`${name}, in any order of fields`, async () => {
      assert.deepEqual(content(await answer(registry, "apps", name)), content(golden(name)));
    });
  }
});

Deno.test("what the stock server answered can be registered again and comes back the same", async () => {
  await using registry = await startStock();
  const { applications } = JSON.parse(golden("stock_full.json"));
  for (const instance of applications.application[0].instance) {
    assert.equal(await register(registry, JSON.stringify({ instance })), 204);
  }
  assert.equal(still(await answer(registry, "apps", "x.json")), still(golden("stock_full.json")));
});

Deno.test("XML that the stock server answered can be registered and is the same as JSON", async () => {
  await using registry = await startStock();
  const response = await fetch(`${registry.url}/eureka/apps/GOLDEN`, {
    method: "POST",
    headers: { "content-type": "application/xml" },
    body: golden("stock_instance.xml"),
  });
  assert.equal(response.status, 204);
  const text = await answer(registry, "apps/GOLDEN/h1:golden:8080", "x.json");
  assert.equal(still(text), still(golden("stock_instance.json")));
});

Deno.test("the registrations of every recorded client are taken", async () => {
  await using registry = await startStock();
  for (const name of ["java_v1", "java_v2", "js"]) {
    assert.equal(await register(registry, golden(`client_${name}.json`)), 204, name);
  }
  const response = await fetch(`${registry.url}/v1/applications`);
  const { applications } = await response.json();
  assert.deepEqual(
    applications.map((each: { app: string; instances: { id: string; port: number }[] }) => [
      each.app,
      each.instances[0]?.id,
      each.instances[0]?.port,
    ]),
    [
      ["java_v1", "127.0.0.1:java_v1:7777", 7777],
      ["java_v2", "127.0.0.1:java_v2:7777", 7777],
      ["js", "localhost", 8080],
    ],
  );
});
