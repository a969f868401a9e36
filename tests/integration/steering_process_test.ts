import assert from "node:assert/strict";
import type { SteerAnswer } from "@netops/core/contracts";
import { type RunningService, startService } from "../harness/start_service.ts";
import { inside, type OcaRig, queryOf, startOcaRig, TOKEN, until } from "./oca_rig.ts";

function startSteering(rig: OcaRig, region: string): Promise<RunningService> {
  return startService({
    entry: "oca/steering/main.ts",
    boot: {
      ...{ registryUrl: rig.registry.url, token: TOKEN, region },
      gatewayUrl: "http://127.0.0.1:7070",
    },
  });
}

const ROUTES = [{ prefix: "127.0.0.0/8", attachment: "embedded", asPathLength: 1, med: 0 }];

Deno.test("steering ranks what OCAs report, steers players, and goes on without any cachecontrol", async () => {
  await using rig = await startOcaRig({ cachecontrols: 2 });
  const near = await rig.startOca({ id: "c001.fra001.isp-a", config: { routes: ROUTES } });
  await rig.startOca({
    id: "c001.cdg001.ix",
    config: { routes: [{ ...ROUTES[0], attachment: "public" }], isp: "ix" },
  });
  await using steering = await startSteering(rig, "eu");
  const title = rig.origin.titles[0]?.title;
  assert.ok(title !== undefined);
  const { titleId, version } = title;
  const steer = (wish: Record<string, unknown> = {}) =>
    inside<SteerAnswer>(`${steering.url}/steer`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ clientIp: "127.0.0.1", titleId, version, ...wish }),
    });
  await until("both OCAs hold the title", async () => (await steer()).ranked.length === 2);
  assert.deepEqual((await steer()).ranked.map(({ oca }) => oca), [
    "c001.fra001.isp-a",
    "c001.cdg001.ix",
  ]);

  const query = `t=${titleId}&v=${version}&b=c001.fra001.isp-a&${queryOf(title)}`;
  const headers = { origin: "http://127.0.0.1:7070" };
  const hls = await fetch(`${steering.url}/hls?${query}`, { headers });
  assert.equal(hls.status, 200);
  const { "PATHWAY-CLONES": [clone] } = await hls.json();
  const { "PER-VARIANT-URIS": uris } = clone["URI-REPLACEMENT"];
  const playlist = await fetch(Object.values<string>(uris)[0] ?? "");
  assert.equal(playlist.status, 200);
  assert.match(await playlist.text(), /#EXTINF/);
  const forged = await fetch(`${steering.url}/dash?${query.replace(/exp=\d/, "exp=9")}`);
  assert.equal(forged.status, 403);
  await forged.body?.cancel();
  const stranger = await fetch(`${steering.url}/steer`, { method: "POST", body: "{}" });
  assert.equal(stranger.status, 401);
  await stranger.body?.cancel();

  const [first, second] = rig.cachecontrols;
  await first?.kill();
  await inside(`${second?.url}/ocas/c001.fra001.isp-a/drain`, { method: "POST" });
  await until("the drain is heard", async () => (await steer()).ranked.length === 1);
  const { rejected } = await steer();
  assert.deepEqual(rejected.map(({ oca, reason }) => [oca, reason]), [
    ["c001.fra001.isp-a", "DRAINING"],
  ]);
  await second?.kill();
  await near.kill();
  // What was heard last stays, until it is stale; then it still is better than nobody.
  const { ranked } = await steer();
  assert.deepEqual(ranked.map(({ oca }) => oca), ["c001.cdg001.ix"]);
});

Deno.test("steering of every region sends a client to its home region, to another one when that is drained", async () => {
  await using rig = await startOcaRig();
  const transit = { prefix: "127.0.0.0/8", attachment: "transit", asPathLength: 3, med: 50 };
  const sites = { "c001.fra001.isp-a": "127.10.0.0/16", "c001.iad001.isp-c": "127.40.0.0/16" };
  await Promise.all(
    Object.entries(sites).map(([id, prefix], at) =>
      rig.startOca({
        ...{ id, region: ["eu", "us"][at] ?? "" },
        config: { routes: [{ ...ROUTES[0], prefix }, transit] },
      })
    ),
  );
  await using eu = await startSteering(rig, "eu");
  await using us = await startSteering(rig, "us");
  const { titleId, version } = rig.origin.titles[0]!.title;
  const steer = async ({ url }: RunningService, clientIp: string) => {
    const { ranked } = await inside<SteerAnswer>(`${url}/steer`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ clientIp, titleId, version }),
    });
    return ranked.map(({ oca }) => oca);
  };
  /** What both answer, whoever is asked: players by Content Steering, too. */
  const both = async (clientIp: string) => {
    const query = `t=${titleId}&v=${version}&${queryOf(rig.origin.titles[0]!.title, clientIp)}`;
    const orders = await Promise.all([eu, us].flatMap((steering) => [
      steer(steering, clientIp),
      fetch(`${steering.url}/hls?${query}`).then((answer) => answer.json())
        .then((manifest) => manifest["PATHWAY-PRIORITY"] as string[]),
    ]));
    for (const order of orders) assert.deepEqual(order, orders[0], clientIp);
    return orders[0] ?? [];
  };
  const count = (wanted: number) =>
    until(`both offer ${wanted}`, async () => {
      const orders = await Promise.all([eu, us].map((one) => steer(one, "127.99.0.1")));
      return orders.every(({ length }) => length === wanted);
    });
  await count(2);
  const [near, far] = Object.keys(sites);
  assert.deepEqual(await both("127.10.0.9"), [near, far]);
  assert.deepEqual(await both("127.40.0.9"), [far, near]);
  const byTransit = ["127.98.0.1", "127.99.0.1", "127.100.0.1", "127.101.0.1", "127.102.0.1"];
  for (const clientIp of byTransit) assert.equal((await both(clientIp)).length, 2);
  await inside(`${rig.cachecontrols[0]!.url}/ocas/${near}/drain`, { method: "POST" });
  await count(1);
  assert.deepEqual(await both("127.10.0.9"), [far]);
});
