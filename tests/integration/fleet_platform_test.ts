import type { PlannedApp } from "@netops/core/contracts";
import assert from "node:assert/strict";
import type { PsRow } from "../harness/platform.ts";
import { FleetRig, kill, until } from "./fleet_rig.ts";

const APP: PlannedApp = {
  app: "counter",
  entry: "tests/integration/platform_app_entry.ts",
  replicas: 2,
  placement: "zones",
  individuals: [],
  permissions: [],
  usesKv: true,
  route: { auth: "none", openPaths: [] },
  dependsOn: ["kv"],
  config: { counts: true },
};

const HOST = Deno.build.os === "linux" ? ["127.66.9.1", "127.66.9.2"] : ["127.0.0.1", "127.0.0.1"];

const BOXES: PlannedApp = {
  ...APP,
  app: "box",
  usesKv: false,
  config: { shared: 1, site: "none" },
  route: { auth: "user", openPaths: ["/who"], fallback: { app: "counter", path: "/who" } },
  individuals: [
    { id: "c001.fra001.a", region: "eu", zone: "eu-b", host: HOST[0]!, config: { site: "fra001" } },
    { id: "c001.ams001.b", region: "eu", zone: "eu-c", host: HOST[1]!, config: { site: "ams001" } },
  ],
};

const LONER: PlannedApp = {
  ...BOXES,
  app: "loner",
  replicas: 1,
  placement: "none",
  individuals: [],
  config: {},
};

Deno.test("apps of the platform boot, are routed, survive kill -9 where they stood, and leave nothing", async (t) => {
  await FleetRig.withApps([APP, BOXES, LONER], async (rig) => {
    await t.step("each is in ps as data says: zones, hosts, admin addresses", () => placed(rig));
    await t.step("the gateway serves one, which has its database", () => counts(rig));
    await t.step("routes say who may call and who stands in", () => routed(rig));
    await t.step("each writes below its own data folder and nowhere else", () => confined(rig));
    await t.step("an individual that was killed comes back as the same", () => comesBack(rig));
    await t.step("kv comes back at the same address, and the databases with it", () => kvBack(rig));
    await t.step(
      "what has a fixed size is stopped and started, not scaled or rolled",
      () => fixed(rig),
    );
    await t.step("an app that is spread is scaled and restarted", () => scales(rig));
  });
});

async function placed(rig: FleetRig): Promise<void> {
  const counters = await rig.untilUp("counter", 2);
  assert.deepEqual(counters.map((row) => row.zone).sort(), ["eu-a", "eu-b"]);
  const boxes = byId(await rig.untilUp("box", 2));
  assert.deepEqual([...boxes.keys()].sort(), ["c001.ams001.b", "c001.fra001.a"]);
  const box = boxes.get("c001.fra001.a")!;
  assert.deepEqual([box.zone, box.host], ["eu-b", HOST[0]]);
  assert.notEqual(box.adminUrl, `http://${box.host}:${box.port}`, "an admin port of its own");
  const health = await fetch(`${box.adminUrl}/healthz`);
  assert.equal((await health.json()).status, "UP");
  assert.equal((await rig.untilUp("loner", 1))[0]!.zone, "-");
  const { apps } = (await rig.ask("GET", "/v1/status")).body;
  const zones = apps.find((app: { app: string }) => app.app === "box").zones;
  assert.deepEqual(zones, ["eu-b", "eu-c"]);
}

async function counts(rig: FleetRig): Promise<void> {
  const count = async () => await (await fetch(`${rig.run.urls.gateway}/counter/count`)).json();
  // The gateway hears of an instance a moment after it is up.
  await until("the gateway knows it", 3_000, async () => typeof await count() === "number");
  const first = await count();
  assert.equal(await count(), first + 1);
}

async function routed(rig: FleetRig): Promise<void> {
  const { routes } = (await rig.ask("GET", "/v1/routes")).body;
  const route = (key: string) => routes.find((one: { key: string }) => one.key === key);
  assert.deepEqual(route("counter"), {
    ...{ key: "counter", app: "counter", rules: [], auth: "none", openPaths: [] },
    groups: [{ serverGroup: "counter-v000", weight: 1 }],
  });
  const { auth, openPaths, fallback, limit } = route("box");
  assert.deepEqual([auth, openPaths, fallback], ["user", ["/who"], BOXES.route?.fallback]);
  assert.deepEqual(limit, { count: 200, perMs: 1_000, per: "account" });
  assert.equal(rig.run.urls.watch, undefined, "there is no player in this platform");
}

async function confined(rig: FleetRig): Promise<void> {
  for (const row of await rig.untilUp("box", 2)) {
    const who = await ask(row, "/who");
    assert.deepEqual(who.config, { shared: 1, site: row.id.split(".")[1] });
    assert.equal(who.dataDir, `${rig.platform.home}/data/box/${row.id}`);
    assert.deepEqual(await ask(row, `/write?dir=${who.dataDir}`), { written: true });
    for (const dir of [`${rig.platform.home}/data/box`, `${rig.platform.home}/data/counter`]) {
      const { written, why } = await ask(row, `/write?dir=${dir}`);
      assert.deepEqual([written, why], [false, "NotCapable"]);
    }
  }
}

async function comesBack(rig: FleetRig): Promise<void> {
  const id = "c001.fra001.a";
  for (let round = 0; round < 3; round++) {
    const before = byId(await rig.untilUp("box", 2)).get(id)!;
    kill(before.pid, "SIGKILL");
    await until("another process holds the seat", 10_000, async () => {
      const now = byId(await rig.instances("box")).get(id);
      return now !== undefined && now.pid !== before.pid && now.status === "UP";
    });
    const after = byId(await rig.untilUp("box", 2)).get(id)!;
    assert.deepEqual(
      [after.host, after.port, after.adminUrl, after.zone, after.restarts],
      [before.host, before.port, before.adminUrl, before.zone, before.restarts + 1],
    );
    // The cancel for the dead one must not take the living one off the list, now or later.
    await until(`${id} is registered`, 5_000, () => isRegistered(rig, id));
    await new Promise((resolve) => setTimeout(resolve, 700));
    assert.ok(await isRegistered(rig, id), `${id} is still registered`);
  }
  const lines = (await rig.ask("GET", `/v1/logs?instance=${id}`)).body.lines;
  assert.ok(lines.every((line: { instance: string }) => line.instance === id));
}

async function kvBack(rig: FleetRig): Promise<void> {
  const [before] = await rig.untilUp("kv", 1);
  const count = async () => await (await fetch(`${rig.run.urls.gateway}/counter/count`)).json();
  // The gateway hears of an instance a moment after it is up.
  await until("the gateway knows it", 3_000, async () => typeof await count() === "number");
  const first = await count();
  kill(before!.pid, "SIGKILL");
  await until("another kv is up", 10_000, async () => {
    const [now] = await rig.instances("kv");
    return now !== undefined && now.pid !== before!.pid && now.status === "UP";
  });
  const [after] = await rig.untilUp("kv", 1);
  assert.deepEqual([after!.host, after!.port], [before!.host, before!.port]);
  assert.ok(await count() > first);
}

async function fixed(rig: FleetRig): Promise<void> {
  const change = (path: string, body?: unknown) => rig.ask("POST", `/v1/apps/${path}`, body);
  for (const app of ["box", "loner"]) {
    const { status, body } = await change(`${app}/scale`, { replicas: 3 });
    assert.deepEqual([status, body.code], [403, "REFUSED"]);
  }
  assert.deepEqual((await change("counter/roll")).body.code, "REFUSED");
  const before = byId(await rig.untilUp("box", 2));
  assert.equal((await change("box/stop")).body.desired, 0);
  await rig.untilUp("box", 0);
  assert.equal((await change("box/start")).body.desired, 2);
  const after = byId(await rig.untilUp("box", 2));
  for (const [id, row] of after) {
    assert.deepEqual([row.host, row.port], [before.get(id)?.host, before.get(id)?.port]);
  }
}

async function scales(rig: FleetRig): Promise<void> {
  assert.equal((await rig.ask("POST", "/v1/apps/counter/scale", { replicas: 3 })).status, 200);
  const three = await rig.untilUp("counter", 3);
  assert.deepEqual(three.map((row) => row.zone).sort(), ["eu-a", "eu-b", "eu-c"]);
  const asked = await rig.whileAsking("/counter/who", async () => {
    assert.equal((await rig.ask("POST", "/v1/apps/counter/restart")).status, 200);
  });
  assert.deepEqual(asked.failures, []);
  const ids = new Set((await rig.untilUp("counter", 3)).map((row) => row.id));
  assert.ok(three.every((row) => !ids.has(row.id)));
  assert.equal((await rig.ask("POST", "/v1/apps/loner/restart")).status, 200);
  await rig.untilUp("loner", 1);
}

function byId(rows: readonly PsRow[]): Map<string, PsRow> {
  return new Map(rows.map((row) => [row.id, row]));
}

// deno-lint-ignore no-explicit-any
async function ask(row: PsRow, path: string): Promise<any> {
  return await (await fetch(`http://${row.host}:${row.port}${path}`)).json();
}

async function isRegistered(rig: FleetRig, id: string): Promise<boolean> {
  const response = await fetch(`${rig.run.urls.registry}/eureka/apps/BOX/${id}`);
  await response.body?.cancel();
  return response.status === 200;
}
