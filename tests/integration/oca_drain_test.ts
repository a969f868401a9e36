import assert from "node:assert/strict";
import type { OcaBoard } from "@netops/core/contracts";
import { type RunningService, startService } from "../harness/start_service.ts";
import { inside, type OcaRig, queryOf, startOcaRig, until } from "./oca_rig.ts";

const IDS = ["c001.fra001.isp-a", "c001.ams001.isp-b"] as const;

/** Two OCAs that serve one title. */
async function startTwo(rig: OcaRig): Promise<readonly [RunningService, RunningService]> {
  const [first, second] = await Promise.all(IDS.map((id) => rig.startOca({ id })));
  for (const oca of [first!, second!]) {
    await until("it serves", async () => await viewerOf(rig, oca).status("v0/1.m4s") === 200);
  }
  for (const control of rig.cachecontrols) {
    await until("every OCA was heard", async () => {
      const both = await Promise.all(IDS.map((id) => standing(control, id))).catch(
        () => [undefined],
      );
      return both.every((one) => one !== undefined);
    });
  }
  return [first!, second!];
}

/** One play: all its requests have one query, so they are one session. */
function viewerOf(rig: OcaRig, oca: RunningService) {
  const { title } = rig.origin.titles[0]!;
  const query = queryOf(title, `127.0.0.${viewers++ % 250}`);
  const get = (path: string) =>
    fetch(`${oca.url}/${title.titleId}/${title.version}/${path}?${query}`);
  const status = async (path = "master.m3u8") => {
    const response = await get(path);
    await response.body?.cancel();
    return response.status;
  };
  return { get, status };
}

let viewers = 0;

async function standing(cachecontrol: RunningService, oca: string) {
  const { ocas } = await inside<OcaBoard>(`${cachecontrol.url}/board`);
  return ocas.find(({ report }) => report.oca === oca);
}

function post(url: string, body?: unknown): Promise<unknown> {
  const json = { headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  return inside(url, { method: "POST", ...(body === undefined ? {} : json) });
}

Deno.test("a drained OCA keeps its sessions, takes no new ones, and serves again when told", async () => {
  await using rig = await startOcaRig({ cachecontrols: 2 });
  const [oca] = await startTwo(rig);
  const [one, other] = rig.cachecontrols as [RunningService, RunningService];
  const viewer = viewerOf(rig, oca);
  await until("it serves", async () => await viewer.status() === 200);
  await post(`${one.url}/ocas/${IDS[0]}/drain`);
  await until("the other cachecontrol wants it, too", async () => {
    return (await standing(other, IDS[0]))?.wantedState === "DRAINED";
  });
  const isRefused = async () => await viewerOf(rig, oca).status() === 503;
  await until("a new session is refused", isRefused);
  const refused = await viewerOf(rig, oca).get("manifest.mpd");
  assert.equal(refused.status, 503);
  assert.match((await refused.json()).detail, /being drained/);
  for (const path of ["master.m3u8", "v0/playlist.m3u8", "v0/2.m4s"]) {
    assert.equal(await viewer.status(path), 200, path);
  }
  await until("the board says so", async () => {
    return (await standing(one, IDS[0]))?.report.state === "DRAINING";
  });
  await assert.rejects(post(`${other.url}/ocas/${IDS[1]}/drain`), /403.*no other OCA serves/s);
  await until("it is drained when the sessions are gone", async () => {
    return (await standing(one, IDS[0]))?.report.state === "DRAINED";
  });
  await post(`${other.url}/ocas/${IDS[0]}/undrain`);
  await until("it takes new sessions", async () => !await isRefused());
  await until("the board says so", async () => {
    return (await standing(one, IDS[0]))?.report.state === "SERVING";
  });
});

Deno.test("an OCA that loses every cachecontrol drains itself, and comes back by itself", async () => {
  await using rig = await startOcaRig();
  const oca = await rig.startOca();
  const viewer = viewerOf(rig, oca);
  await until("it serves", async () => await viewer.status() === 200);
  await rig.cachecontrols[0]?.kill();
  const isRefused = async () => {
    assert.equal(await viewer.status("v0/1.m4s"), 200, "who plays goes on");
    return await viewerOf(rig, oca).status() === 503;
  };
  await until("a new session is refused", isRefused);
  const refused = await viewerOf(rig, oca).get("master.m3u8");
  assert.match((await refused.json()).detail, /hears nothing from cachecontrol/);
  assert.equal(refused.headers.get("access-control-allow-origin"), "*");
  assert.equal(await viewer.status(), 200, "who plays may load its playlist again");
  const health = await fetch(`http://127.0.0.1:${oca.boot.adminPort}/healthz`);
  await health.body?.cancel();
  assert.equal(health.status, 200, "it is not to be killed for that");
  await rig.startCachecontrol("cc-9");
  await until("a new session is taken", async () => !await isRefused());
});

Deno.test("an OCA comes up drained when there is no cachecontrol", async () => {
  await using rig = await startOcaRig({ cachecontrols: 0 });
  const oca = await rig.startOca();
  assert.equal(await viewerOf(rig, oca).status(), 404);
  const text = await (await fetch(`http://127.0.0.1:${oca.boot.adminPort}/metrics`)).text();
  assert.match(text, /oca_serving 0/);
});

Deno.test("prefixes that are added or withdrawn stay over a restart, at both cachecontrols", async () => {
  await using rig = await startOcaRig({ cachecontrols: 2 });
  const route = { prefix: "127.10.0.0/16", attachment: "embedded", asPathLength: 1, med: 0 };
  await rig.startOca({ config: { routes: [route] } });
  const [one, other] = rig.cachecontrols as [RunningService, RunningService];
  const oca = IDS[0];
  await until("both hear it", async () => {
    const heard = await Promise.all(
      // A board is told when it has settled.
      [one, other].map((control) => standing(control, oca).catch(() => undefined)),
    );
    return heard.every((known) => known !== undefined);
  });
  await post(`${one.url}/prefixes`, { prefix: "127.20.3.4/16", oca });
  await change(other, "DELETE", { prefix: "127.10.0.0/16", oca });
  const wanted = [["127.10.0.0/16", "withdrawn"], ["127.20.0.0/16", "added"]];
  const rows = async (control: RunningService) => {
    const { prefixes } = await inside<{ prefixes: { prefix: string; source: string }[] }>(
      `${control.url}/prefixes`,
    );
    return prefixes.map(({ prefix, source }) => [prefix, source]);
  };
  for (const control of [one, other]) {
    await until("it knows both changes", async () => {
      return JSON.stringify(await rows(control)) === JSON.stringify(wanted);
    });
  }
  assert.deepEqual((await standing(one, oca))?.routes.map(({ prefix }) => prefix), [
    "127.20.0.0/16",
  ]);
  const third = await rig.startCachecontrol("cc-9");
  await until("a new one knows both changes", async () => {
    return JSON.stringify(await rows(third)) === JSON.stringify(wanted);
  });
  await assert.rejects(post(`${one.url}/prefixes`, { prefix: "127.1/16", oca }), /400/);
  await assert.rejects(post(`${one.url}/prefixes`, { prefix: "127.0.0.0/8", oca: "x" }), /404/);
  await assert.rejects(change(one, "DELETE", { prefix: "127.99.0.0/16", oca }), /404/);
});

function change(control: RunningService, method: string, body: unknown): Promise<unknown> {
  const headers = { "content-type": "application/json" };
  return inside(`${control.url}/prefixes`, { method, headers, body: JSON.stringify(body) });
}

Deno.test("cachecontrol answers nobody without the token, and rides over a restart of kv", async () => {
  await using rig = await startOcaRig();
  const oca = await rig.startOca();
  const control = rig.cachecontrols[0]!;
  for (const path of ["/board", "/prefixes", "/popularity", "/reports", "/ocas/x/drain"]) {
    const response = await fetch(`${control.url}${path}`);
    await response.body?.cancel();
    assert.equal(response.status, 401, path);
  }
  const { home, dataDir, port } = rig.kv.boot;
  await until("the board is told", async () => {
    return await standing(control, oca.boot.instanceId).catch(() => undefined) !== undefined;
  });
  await rig.kv.kill();
  assert.equal((await standing(control, oca.boot.instanceId))?.wantedState, "SERVING");
  await using _kv = await restartKv({ home, dataDir, port });
  await post(`${control.url}/ocas/${oca.boot.instanceId}/drain`, { force: true });
  assert.equal((await standing(control, oca.boot.instanceId))?.wantedState, "DRAINED");
});

async function restartKv(boot: { home: string; dataDir: string; port: number }) {
  return await startService({
    entry: "server/kv/main.ts",
    boot: { ...boot, adminPort: boot.port },
  });
}

Deno.test("a dead OCA is stale on the board after six seconds", async () => {
  await using rig = await startOcaRig();
  const [oca] = await startTwo(rig);
  const control = rig.cachecontrols[0]!;
  await oca.kill();
  const heardAtMs = (await standing(control, IDS[0]))?.heardAtMs ?? 0;
  await until("its report is old and the other one's is not", async () => {
    const [dead, alive] = await Promise.all(IDS.map((id) => standing(control, id)));
    return dead?.heardAtMs === heardAtMs && (alive?.heardAtMs ?? 0) - heardAtMs > 6_000;
  });
});
