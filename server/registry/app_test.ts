import assert from "node:assert/strict";
import { instanceBody, RegistryWorld, START_MS } from "./testing.ts";

const ID = "h1:hello:8080";
const APP = "/eureka/apps/HELLO";

async function worldWithOne(): Promise<RegistryWorld> {
  const world = new RegistryWorld();
  assert.equal(await world.post(), 204);
  return world;
}

async function statusAndBody(answer: Promise<Response>): Promise<[number, string]> {
  const response = await answer;
  return [response.status, await response.text()];
}

Deno.test("a life: register, renew, read, override, cancel", async () => {
  const world = await worldWithOne();
  assert.deepEqual(await statusAndBody(world.send("PUT", `${APP}/${ID}?status=UP`)), [200, ""]);
  assert.equal((await world.json(APP)).application.instance[0].instanceId, ID);
  assert.equal((await world.json(`${APP}/${ID}`)).instance.status, "UP");
  assert.equal((await world.json(`/eureka/instances/${ID}`)).instance.app, "HELLO");
  const override = `${APP}/${ID}/status`;
  assert.equal((await world.send("PUT", `${override}?value=OUT_OF_SERVICE`)).status, 200);
  assert.deepEqual(await world.json("/serverinfo/statusoverrides"), { [ID]: "OUT_OF_SERVICE" });
  assert.equal((await world.json(`${APP}/${ID}`)).instance.overriddenStatus, "OUT_OF_SERVICE");
  assert.equal((await world.send("DELETE", `${override}?value=UP`)).status, 200);
  assert.equal((await world.json(`${APP}/${ID}`)).instance.status, "UP");
  assert.deepEqual(await statusAndBody(world.send("DELETE", `${APP}/${ID}`)), [200, ""]);
  assert.deepEqual(await statusAndBody(world.send("GET", `${APP}/${ID}`)), [404, ""]);
  assert.deepEqual(await statusAndBody(world.send("GET", APP)), [404, ""]);
});

Deno.test("a 404 to a heartbeat has no body, as Netflix's 2.x client needs", async () => {
  const world = new RegistryWorld();
  for (const accept of ["application/json", "*/*"]) {
    const response = await world.send("PUT", `/eureka/apps/NOPE/${ID}`, { headers: { accept } });
    assert.equal(response.status, 404);
    assert.equal(response.body, null);
    assert.equal(response.headers.get("content-type"), null);
  }
});

Deno.test("a heartbeat with a newer dirty time is answered 404, then the client registers", async () => {
  const world = await worldWithOne();
  const beat = (atMs: number) => world.send("PUT", `${APP}/${ID}?lastDirtyTimestamp=${atMs}`);
  assert.equal((await beat(START_MS + 1)).status, 404);
  assert.equal(await world.post({ lastDirtyTimestamp: START_MS + 1 }), 204);
  assert.equal((await beat(START_MS + 1)).status, 200);
});

Deno.test("a peer's older heartbeat is answered 409 with our copy", async () => {
  const world = await worldWithOne();
  const response = await world.send("PUT", `${APP}/${ID}?lastDirtyTimestamp=1`, {
    headers: { "x-netflix-discovery-replication": "true" },
  });
  assert.equal(response.status, 409);
  assert.equal((await response.json()).instance.instanceId, ID);
});

Deno.test("registrations that are none are refused with a reason", async () => {
  const world = new RegistryWorld();
  const post = (body: string, type = "application/json") =>
    world.send("POST", APP, { headers: { "content-type": type }, body });
  const detailOf = async (answer: Promise<Response>) => (await (await answer).json()).detail;
  const wrong = instanceBody({ app: "OTHER" });
  assert.equal(
    await detailOf(post(JSON.stringify(wrong))),
    "Mismatched appName, expecting HELLO but was OTHER",
  );
  assert.equal(await detailOf(post("{")), "Cannot read the body as json");
  assert.equal(
    await detailOf(post("<instance>", "application/xml")),
    "Cannot read the body as xml",
  );
  assert.equal(await detailOf(post("{}")), "Missing instanceId");
  assert.equal((await post("{}", "text/plain")).status, 415);
  assert.equal((await post("[".repeat(100_000))).status, 400);
  assert.equal((await post("<a>".repeat(40_000), "application/xml")).status, 400);
  assert.equal((await post(" ".repeat(131_073))).status, 413);
  assert.equal((await post("\ud800")).status, 400);
  assert.equal(world.registry.leases.size, 0);
});

Deno.test("an XML registration is the same as a JSON one", async () => {
  const world = new RegistryWorld();
  const response = await world.send("POST", APP, {
    headers: { "content-type": "application/xml" },
    body: `<instance><instanceId>${ID}</instanceId><hostName>h1</hostName><app>HELLO</app>` +
      `<ipAddr>127.0.0.1</ipAddr><port enabled="true">8080</port><metadata><a__b>c</a__b>` +
      `</metadata><dataCenterInfo class="x"><name>MyOwn</name></dataCenterInfo></instance>`,
  });
  assert.equal(response.status, 204);
  const { instance } = await world.json(`${APP}/${ID}`);
  assert.deepEqual(instance.port, { $: 8080, "@enabled": "true" });
  assert.deepEqual(instance.metadata, { a_b: "c" });
});

Deno.test("every path says which methods it takes", async () => {
  const world = await worldWithOne();
  const cases: [string, string, string][] = [
    ["POST", "/eureka/apps", "GET, HEAD"],
    ["PUT", "/eureka/apps/HELLO", "GET, HEAD, POST"],
    ["POST", `/eureka/apps/HELLO/${ID}`, "GET, HEAD, PUT, DELETE"],
    ["GET", `/eureka/apps/HELLO/${ID}/status`, "PUT, DELETE"],
    ["OPTIONS", "/watch", "GET"],
    ["PATCH", "/peerreplication/batch/", "POST"],
  ];
  for (const [method, path, allow] of cases) {
    const response = await world.send(method, path);
    assert.equal(response.status, 405, path);
    assert.equal(response.headers.get("allow"), allow);
  }
});

Deno.test("unknown paths are 404 and broken escapes 400, as problems", async () => {
  const world = new RegistryWorld();
  for (const [path, status] of [["/x", 404], ["/", 404], ["/apps/%zz", 400]] as const) {
    const response = await world.send("GET", path);
    assert.equal(response.status, status);
    assert.equal(response.headers.get("content-type"), "application/problem+json");
  }
});

Deno.test("a client that takes neither JSON nor XML gets 406", async () => {
  const world = await worldWithOne();
  for (const path of ["/eureka/apps", APP, `${APP}/${ID}`]) {
    assert.equal((await world.send("GET", path, { headers: { accept: "text/html" } })).status, 406);
  }
});

Deno.test("vips and svips list by exact name within a comma list, unknown ones are empty", async () => {
  const world = await worldWithOne();
  await world.post({ instanceId: "b", vipAddress: "x,hello", secureVipAddress: "sec" });
  const idsOf = async (path: string) => {
    const { applications } = await world.json(path);
    return applications.application.flatMap((app: { instance: { instanceId: string }[] }) =>
      app.instance.map((instance) => instance.instanceId)
    );
  };
  assert.deepEqual(await idsOf("/eureka/vips/hello"), [ID, "b"]);
  assert.deepEqual(await idsOf("/eureka/vips/x"), ["b"]);
  assert.deepEqual(await idsOf("/eureka/svips/sec"), ["b"]);
  assert.deepEqual(await idsOf("/eureka/vips/Hello"), []);
});

Deno.test("metadata is added by query, the first value of a key wins", async () => {
  const world = await worldWithOne();
  const answer = await world.send("PUT", `${APP}/${ID}/metadata?a=1&a=2&__proto__=x`);
  assert.equal(answer.status, 200);
  const { instance } = await world.json(`${APP}/${ID}`);
  assert.deepEqual(Object.entries(instance.metadata), [["a", "1"], ["__proto__", "x"]]);
  assert.equal((await world.send("PUT", "/eureka/apps/HELLO/other/metadata?a=1")).status, 404);
});

Deno.test("statuses that are none are refused, and overrides of strangers are 404", async () => {
  const world = await worldWithOne();
  assert.equal((await world.send("PUT", `${APP}/${ID}/status?value=GREAT`)).status, 400);
  assert.equal((await world.send("PUT", `${APP}/${ID}/status`)).status, 400);
  assert.equal((await world.send("PUT", `${APP}/other/status?value=UP`)).status, 404);
  assert.equal((await world.send("DELETE", `${APP}/other/status`)).status, 404);
  assert.equal((await world.send("DELETE", `${APP}/other`)).status, 404);
  assert.equal((await world.send("PUT", "/eureka/asg/x/status?value=ENABLED")).status, 400);
});

Deno.test("a batch of a peer is applied item by item", async () => {
  const world = await worldWithOne();
  const item = (action: string, more: Record<string, unknown> = {}) => ({
    appName: "HELLO",
    id: ID,
    action,
    ...more,
  });
  const response = await world.send("POST", "/eureka/peerreplication/batch/", {
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      replicationList: [
        item("Heartbeat", { lastDirtyTimestamp: START_MS }),
        item("Heartbeat", { lastDirtyTimestamp: 1 }),
        item("Heartbeat", { id: "other" }),
        item("StatusUpdate", { status: "DOWN" }),
        item("DeleteStatusOverride", { status: "UP" }),
        item("Register", { instanceInfo: instanceBody({ instanceId: "b" }).instance }),
        item("Cancel"),
        item("Dance"),
        null,
      ],
    }),
  });
  const codes = (await response.json()).responseList.map((one: { statusCode: number }) =>
    one.statusCode
  );
  assert.deepEqual(codes, [200, 409, 404, 200, 200, 200, 200, 500, 500]);
  assert.deepEqual([...world.registry.leases.all()].map((lease) => lease.instance.instanceId), [
    "b",
  ]);
});

Deno.test("our own list says where everything is and how old its lease is", async () => {
  const world = new RegistryWorld();
  await world.post({ metadata: { zone: "a" } });
  world.clock.advance(1_500);
  assert.deepEqual(await world.json("/v1/applications"), {
    schema: "netops.registry/v1",
    applications: [{
      app: "hello",
      instances: [{
        id: ID,
        status: "UP",
        host: "127.0.0.1",
        port: 8080,
        zone: "a",
        leaseAgeMs: 1_500,
      }],
    }],
  });
});

Deno.test("explain names groups, renewals and what expired", async () => {
  const world = await worldWithOne();
  world.clock.advance(6_100);
  const page = await world.json("/explain");
  assert.equal(page.renewals.expectedPerWindow, 3);
  assert.deepEqual(page.expired, [{ id: ID, app: "hello", zone: "default", expiredForMs: 100 }]);
  world.registry.tick();
  const groups = (await world.json("/explain")).groups.map((view: { group: string }) => view.group);
  assert.deepEqual(groups, ["app HELLO", "zone default"]);
});

Deno.test("the pages of the stock server answer", async () => {
  const world = await worldWithOne();
  assert.equal((await world.json("/eureka/status")).generalStats["num-of-instances"], "1");
  assert.equal((await world.json("/lastn")).registered.length, 1);
});

Deno.test("gzip is sent when accepted, and holds the same bytes", async () => {
  const world = await worldWithOne();
  const response = await world.send("GET", "/eureka/apps", {
    headers: { accept: "application/json", "accept-encoding": "gzip" },
  });
  assert.equal(response.headers.get("content-encoding"), "gzip");
  const plain = response.body?.pipeThrough(new DecompressionStream("gzip"));
  assert.deepEqual(await new Response(plain).json(), await world.json("/eureka/apps"));
});
