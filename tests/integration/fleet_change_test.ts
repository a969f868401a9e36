import assert from "node:assert/strict";
import { HELLO_FILES } from "../harness/hello_files.ts";
import { FleetRig } from "./fleet_rig.ts";

const SERVER = HELLO_FILES["hello/server.mjs"]!;

Deno.test("apps are scaled, restarted and rolled while callers go on", async (t) => {
  await FleetRig.with(HELLO_FILES, async (rig) => {
    await t.step("restart replaces every instance and fails no request", () => restarts(rig));
    await t.step("restart of one instance replaces that one", () => restartsOne(rig));
    await t.step("scale up, down and to nothing, and start again", () => scales(rig));
    await t.step("roll without a change does nothing", () => rollsNothing(rig));
    await t.step("roll serves the new version and fails no request", () => rolls(rig));
    await t.step("roll of a broken version leaves the old one serving", () => rollsBroken(rig));
  });
});

async function restarts(rig: FleetRig): Promise<void> {
  const before = await rig.untilUp("hello", 2);
  const asked = await rig.whileAsking("/hello/", async () => {
    const { status, body } = await rig.ask("POST", "/v1/apps/hello/restart");
    assert.deepEqual([status, body], [200, { app: "hello", desired: 2 }]);
  });
  const after = await rig.untilUp("hello", 2);
  for (const row of after) assert.ok(!before.some((old) => old.id === row.id));
  assert.deepEqual(asked.failures, []);
  assert.ok(asked.count > 20, `${asked.count} requests`);
}

async function restartsOne(rig: FleetRig): Promise<void> {
  const [first, second] = await rig.untilUp("hello", 2);
  const { status } = await rig.ask("POST", `/v1/instances/${first!.id}/restart`);
  assert.equal(status, 200);
  await rig.platform.run(["wait"]);
  const after = await rig.untilUp("hello", 2);
  assert.ok(after.some((row) => row.id === second!.id));
  assert.ok(!after.some((row) => row.id === first!.id));
}

async function scales(rig: FleetRig): Promise<void> {
  const scale = (replicas: number) => rig.ask("POST", "/v1/apps/hello/scale", { replicas });
  assert.deepEqual((await scale(4)).body, { app: "hello", desired: 4 });
  const four = await rig.untilUp("hello", 4);
  const ports = new Set(four.map((row) => row.port));
  assert.equal(ports.size, 4);
  assert.ok(new Set(four.map((row) => row.zone)).size > 1, "spread over zones");
  await scale(1);
  await rig.untilUp("hello", 1);
  await scale(0);
  await rig.untilUp("hello", 0);
  const response = await fetch(`${rig.run.urls.gateway}/hello/`);
  assert.deepEqual([response.status, (await response.json()).code], [503, "NO_INSTANCE"]);
  const { body } = await rig.ask("POST", "/v1/apps/hello/start");
  assert.equal(body.desired, 2);
  await rig.untilUp("hello", 2);
}

async function rollsNothing(rig: FleetRig): Promise<void> {
  const before = await rig.untilUp("hello", 2);
  const { body } = await rig.ask("POST", "/v1/apps/hello/roll");
  assert.equal(body.reason, "unchanged");
  assert.deepEqual(await rig.instances("hello"), before);
}

async function rolls(rig: FleetRig): Promise<void> {
  await rig.platform.write("hello/server.mjs", SERVER.replace('"v1"', '"v2"'));
  const asked = await rig.whileAsking("/hello/", async () => {
    const { status, body } = await rig.ask("POST", "/v1/apps/hello/roll");
    assert.deepEqual([status, body.reason], [200, "hello-v000 replaced by hello-v001"]);
  });
  const rows = await rig.untilUp("hello", 2);
  assert.deepEqual(asked.failures, []);
  assert.deepEqual([...asked.versions], ["v1", "v2"]);
  assert.ok(rows.every((row) => row.serverGroup === "hello-v001"));
  const now = await (await fetch(`${rig.run.urls.gateway}/hello/`)).json();
  assert.equal(now.version, "v2");
}

async function rollsBroken(rig: FleetRig): Promise<void> {
  const before = await rig.untilUp("hello", 2);
  await rig.platform.write("hello/server.mjs", 'console.error("no such luck"); process.exit(7);');
  const asked = await rig.whileAsking("/hello/", async () => {
    const { status, body } = await rig.ask("POST", "/v1/apps/hello/roll");
    assert.deepEqual([status, body.code], [503, "UNHEALTHY"]);
    assert.match(body.detail, /exited with code 7.*no such luck/);
  });
  assert.deepEqual(asked.failures, []);
  assert.deepEqual([...asked.versions], ["v2"]);
  assert.deepEqual(
    (await rig.untilUp("hello", 2)).map((row) => row.id),
    before.map((row) => row.id),
  );
  const status = await rig.ask("GET", "/v1/status");
  assert.equal(status.body.healthy, true);
}
