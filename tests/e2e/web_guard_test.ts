import assert from "node:assert/strict";
import { formatOpsTicket } from "@netops/core/contracts";
import { type RunningService, startService } from "../harness/start_service.ts";
import { type FleetRig, startFleetRig } from "./web_fleet_rig.ts";
import { createFleetScript } from "./web_fleet_script.ts";

/** All that the process may do: it reads no file and no environment. */
const PERMISSIONS = ["--allow-net=127.0.0.1", "--no-prompt"];

async function startWeb(rig: FleetRig): Promise<RunningService> {
  const boot = { fleetUrl: rig.url, registryUrl: rig.url };
  return await startService({ entry: "server/web/main.ts", boot, permissions: PERMISSIONS });
}

function enter(web: RunningService, ticket: string): Promise<Response> {
  return fetch(`${web.url}/ops/enter?t=${ticket}`, { redirect: "manual" });
}

/** Sends headers as they are: `fetch` would not let Host and Origin be chosen. */
async function sendRaw(port: number, head: readonly string[], body = ""): Promise<string> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const length = `content-length: ${body.length}`;
  const text = [...head, length, "connection: close", "", body].join("\r\n");
  await connection.write(new TextEncoder().encode(text));
  const bytes = new Uint8Array(65_536);
  let answer = "";
  for (
    let count = await connection.read(bytes);
    count !== null;
    count = await connection.read(bytes)
  ) {
    answer += new TextDecoder().decode(bytes.subarray(0, count));
  }
  return answer;
}

Deno.test("ops page refuses foreign Host and foreign Origin", async () => {
  await using rig = startFleetRig(createFleetScript());
  await using web = await startWeb(rig);
  const { port } = web.boot;
  const own = `127.0.0.1:${port}`;
  const get = ["GET /ops HTTP/1.1"];
  assert.match(await sendRaw(port, [...get, "host: evil.example"]), /^HTTP\/1.1 403/);
  assert.match(
    await sendRaw(port, [...get, `host: ${own}`, "origin: http://evil.example"]),
    /^HTTP\/1.1 403/,
  );
  assert.match(await sendRaw(port, [...get, `host: ${own}`]), /^HTTP\/1.1 200/);
});

Deno.test("ops actions need own Origin, JSON and the cookie of a one-time link", async () => {
  await using rig = startFleetRig(createFleetScript());
  await using web = await startWeb(rig);
  const { port, token } = web.boot;
  const ticket = { expiresAtMs: Date.now() + 60_000, nonce: "0123456789abcdef" };
  const entered = await enter(web, await formatOpsTicket(token, ticket));
  await entered.body?.cancel();
  assert.equal(entered.status, 303);
  const setCookie = entered.headers.get("set-cookie") ?? "";
  assert.match(setCookie, /; Path=\/ops; HttpOnly; SameSite=Strict; Max-Age=\d+$/);
  assert.match(setCookie, new RegExp(`^netops_ops_${port}=[0-9a-f]{64};`));

  const cookie = `cookie: ${setCookie.split(";")[0]}`;
  const origin = `origin: http://127.0.0.1:${port}`;
  const json = "content-type: application/json";
  const post = ["POST /ops/actions/scale HTTP/1.1", `host: 127.0.0.1:${port}`];
  const statusOf = async (headers: readonly string[], body = '{"app":"hello","replicas":3}') =>
    Number((await sendRaw(port, [...post, ...headers], body)).slice(9, 12));

  assert.equal(await statusOf([origin, json]), 401, "no cookie");
  assert.equal(await statusOf([origin, json, `cookie: netops_ops_${port}=${"0".repeat(64)}`]), 401);
  assert.equal(await statusOf([cookie, json]), 403, "no Origin");
  assert.equal(await statusOf([cookie, json, "origin: null"]), 403, "an opaque Origin");
  assert.equal(await statusOf([cookie, origin]), 415, "no JSON");
  assert.equal(await statusOf([cookie, origin, json], '{"app":"hello","replicas":1e9}'), 400);
  assert.deepEqual(rig.calls.filter((call) => call.method === "POST"), []);

  assert.equal(await statusOf([cookie, origin, json]), 200);
  const changes = rig.calls.filter((call) => call.method === "POST");
  assert.deepEqual(changes.map(({ path, body }) => [path, JSON.parse(body)]), [
    ["/v1/apps/hello/scale", { replicas: 3 }],
  ]);
});

Deno.test("a one-time link works once, in time, and only with this run's token", async () => {
  await using rig = startFleetRig(createFleetScript());
  await using web = await startWeb(rig);
  const fresh = { expiresAtMs: Date.now() + 60_000, nonce: "fedcba9876543210" };
  const good = await formatOpsTicket(web.boot.token, fresh);
  const late = await formatOpsTicket(web.boot.token, { ...fresh, expiresAtMs: Date.now() - 1 });
  const foreign = await formatOpsTicket("another token", fresh);
  const statuses: number[] = [];
  for (const ticket of [late, foreign, "", good, good]) {
    const response = await enter(web, ticket);
    await response.body?.cancel();
    statuses.push(response.status);
  }
  assert.deepEqual(statuses, [401, 401, 401, 303, 401]);
});

Deno.test("ops page is sent with a strict policy, and its files for good", async () => {
  await using rig = startFleetRig(createFleetScript());
  await using web = await startWeb(rig);
  const root = await fetch(`${web.url}/`, { redirect: "manual" });
  await root.body?.cancel();
  assert.deepEqual([root.status, root.headers.get("location")], [302, "/ops"]);
  const page = await fetch(`${web.url}/ops`);
  const html = await page.text();
  assert.match(page.headers.get("content-security-policy") ?? "", /^default-src 'self';/);
  assert.equal(page.headers.get("cache-control"), "no-store");
  assert.doesNotMatch(html, /<script>|style="|onclick|https?:\/\/(?!127\.0\.0\.1)/);
  const script = /src="(\/ops\/assets\/ops-[0-9a-f]{12}\.js)"/.exec(html)?.[1] ?? "";
  const asset = await fetch(web.url + script);
  await asset.body?.cancel();
  assert.equal(asset.headers.get("cache-control"), "public, max-age=31536000, immutable");
  const other = await fetch(`${web.url}/ops/assets/ops-000000000000.js`);
  await other.body?.cancel();
  assert.equal(other.status, 404);
});

Deno.test("web asks fleet only while somebody watches, once for all of them, and stops at once", async () => {
  await using rig = startFleetRig(createFleetScript());
  await using web = await startWeb(rig);
  const asked = () => rig.calls.filter((call) => call.path === "/v1/status").length;
  const viewers = await Promise.all([1, 2, 3].map(() => fetch(`${web.url}/ops/stream`)));
  const before = asked();
  await new Promise((resolve) => setTimeout(resolve, 3_200));
  const perViewer = asked() - before;
  assert.ok(perViewer >= 2 && perViewer <= 4, `${perViewer} polls in 3.2 s for three viewers`);
  for (const viewer of viewers) await viewer.body?.cancel();
  await new Promise((resolve) => setTimeout(resolve, 500));
  const after = asked();
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  assert.equal(asked(), after, "polls after the last viewer left");

  const last = await fetch(`${web.url}/ops/stream`);
  const startedAtMs = performance.now();
  await web.stop();
  assert.ok(performance.now() - startedAtMs < 1_500, "an open page holds the process");
  await last.body?.cancel().catch(() => undefined);
});
