import assert from "node:assert/strict";
import { HELLO_FILES } from "../harness/hello_files.ts";
import { rawRequest } from "../harness/raw_request.ts";
import { FleetRig, until } from "./fleet_rig.ts";

Deno.test("fleet's API: who may ask, what it tells, events, routes", async (t) => {
  await FleetRig.with(HELLO_FILES, async (rig) => {
    await t.step("/v1 wants the token, health does not", () => wantsToken(rig));
    await t.step("foreign Hosts and Origins are refused on every port of ours", () => refuses(rig));
    await t.step("files are for the owner's eyes only", () => hidesFiles(rig));
    await t.step("the token is in no argv and no environment", () => hidesToken(rig));
    await t.step("events are taken once, told and streamed", () => tellsEvents(rig));
    await t.step("logs are read by app and instance", () => readsLogs(rig));
    await t.step("a route is switched in one step or not at all", () => switchesRoutes(rig));
    await t.step("an odd request is a problem, not a crash", () => answersOddRequests(rig));
    await t.step("a dead instance leaves the list within 1 s and is replaced", () => replaces(rig));
  });
});

async function wantsToken({ run }: FleetRig): Promise<void> {
  for (const authorization of ["", "Bearer wrong", run.token]) {
    for (const [method, path] of [["GET", "status"], ["POST", "shutdown"], ["GET", "nowhere"]]) {
      const response = await fetch(`${run.fleetUrl}/v1/${path}`, {
        method: method!,
        headers: { authorization },
      });
      assert.equal(response.status, 401);
      assert.equal(response.headers.get("content-type"), "application/problem+json");
      const { code, fix } = await response.json();
      assert.equal(code, "UNAUTHENTICATED");
      assert.match(fix, /run\.json/);
    }
  }
  for (const path of ["/healthz", "/metrics"]) {
    const response = await fetch(run.fleetUrl + path);
    const text = await response.text();
    assert.equal(response.status, 200);
    assert.ok(!text.includes(run.token));
    assert.match(
      text,
      path === "/healthz" ? new RegExp(run.runId) : /fleet_instances_up\{app="hello"/,
    );
  }
}

async function refuses(rig: FleetRig): Promise<void> {
  const rows = (await rig.ask("GET", "/v1/instances")).body.instances;
  const admin = rows.find((row: { app: string }) => row.app === "gateway").adminUrl;
  const { fleetUrl, urls } = rig.run;
  for (const url of [fleetUrl, urls.registry, urls.ops, admin]) {
    const port = Number(new URL(url).port);
    const ask = (headers: string) =>
      rawRequest(port, `GET /healthz HTTP/1.1\r\n${headers}connection: close\r\n\r\n`);
    const own = `host: 127.0.0.1:${port}\r\n`;
    assert.equal((await ask(own)).status, 200, url);
    assert.equal((await ask(`host: evil.example:${port}\r\n`)).status, 403, url);
    assert.equal((await ask(`host: evil.example\r\n`)).status, 403, url);
    assert.equal((await ask(`${own}origin: http://evil.example\r\n`)).status, 403, url);
    assert.equal((await ask(`${own}origin: null\r\n`)).status, 403, url);
    assert.equal((await ask(`${own}origin: http://127.0.0.1:${port}\r\n`)).status, 200, url);
  }
}

function hidesFiles({ platform }: FleetRig): void {
  const mode = (path: string) => Deno.statSync(path).mode! & 0o777;
  assert.equal(mode(platform.home), 0o700);
  assert.equal(mode(`${platform.home}/run.json`), 0o600);
  const logs = [...Deno.readDirSync(`${platform.home}/logs`)].map((entry) => entry.name);
  assert.ok(logs.length > 0);
  for (const name of logs) assert.equal(mode(`${platform.home}/logs/${name}`), 0o600, name);
  assert.equal(Deno.readTextFileSync(`${platform.home}/.gitignore`), "*\n");
}

function hidesToken({ platform, run }: FleetRig): void {
  const pids = platform.processes();
  assert.ok(pids.length >= 8, `${pids.length} processes`);
  for (const pid of pids) {
    for (const file of ["cmdline", "environ"]) {
      const text = Deno.readTextFileSync(`/proc/${pid}/${file}`);
      assert.ok(!text.includes(run.token), `${file} of ${pid}`);
    }
  }
}

async function tellsEvents(rig: FleetRig): Promise<void> {
  const stop = new AbortController();
  const path = "/v1/events/stream?kind=test&afterSeq=0";
  const stream = await rig.open(path, stop.signal);
  assert.equal(stream.headers.get("content-type"), "text/event-stream");
  const event = (srcSeq: number) => ({
    srcSeq,
    tsMs: 5 + srcSeq,
    kind: "test.done",
    subject: `s${srcSeq}`,
    data: { srcSeq },
  });
  const batch = { source: "tester", events: [event(0), event(1)] };
  assert.deepEqual((await rig.ask("POST", "/v1/events", batch)).body, { taken: 2 });
  assert.deepEqual((await rig.ask("POST", "/v1/events", batch)).body, { taken: 0 });
  const { body } = await rig.ask("GET", "/v1/events?kind=test");
  assert.equal(body.schema, "netops.events/v1");
  const subjects = body.events.map((found: { subject: string }) => found.subject);
  assert.deepEqual(subjects, ["s0", "s1"]);
  assert.equal(body.events[1].seq, body.events[0].seq + 1);
  assert.equal(body.events[0].actor, "tester");
  let text = "";
  for await (const chunk of stream.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    if (text.includes("s1")) break;
  }
  stop.abort();
  const told = text.split("\n").filter((line) => line.startsWith("data: "))
    .map((line) => JSON.parse(line.slice(6)));
  assert.deepEqual(told, body.events);
}

async function readsLogs(rig: FleetRig): Promise<void> {
  const [row] = await rig.instances("registry");
  const { body } = await rig.ask("GET", `/v1/logs?instance=${row!.id}&tail=5`);
  assert.ok(body.lines.every((line: { app: string }) => line.app === "registry"));
  assert.deepEqual((await rig.ask("GET", "/v1/logs?tail=0")).body, { lines: [] });
  assert.equal((await rig.ask("GET", "/v1/logs?tail=x")).body.code, "REQUEST_INVALID");
}

async function switchesRoutes(rig: FleetRig): Promise<void> {
  const { epoch, routes } = (await rig.ask("GET", "/v1/routes")).body;
  const route = routes.find((found: { key: string }) => found.key === "hello");
  const [group] = route.groups;
  const put = (change: Record<string, unknown>) =>
    rig.ask("PUT", "/v1/routes", {
      key: "hello",
      expectEpoch: epoch,
      route,
      require: {},
      ...change,
    });
  const stale = await put({ expectEpoch: epoch - 1 });
  assert.deepEqual([stale.status, stale.body.code], [409, "CONFLICT"]);
  const refused = await put({ require: { [group.serverGroup]: 3 } });
  assert.deepEqual([refused.status, refused.body.code], [403, "REFUSED"]);
  const other = await put({ key: "other" });
  assert.deepEqual([other.status, other.body.code], [400, "REQUEST_INVALID"]);
  assert.equal((await rig.ask("GET", "/v1/routes")).body.epoch, epoch);
  const done = await put({ require: { [group.serverGroup]: 2 } });
  assert.deepEqual([done.status, done.body.epoch], [200, epoch + 1]);
  assert.equal((await put({})).body.code, "CONFLICT");
}

async function answersOddRequests(rig: FleetRig): Promise<void> {
  const { fleetUrl, token } = rig.run;
  const headers = { authorization: `Bearer ${token}` };
  const post = async (type: string, body: string) => {
    const response = await fetch(`${fleetUrl}/v1/apps/hello/scale`, {
      method: "POST",
      headers: { ...headers, "content-type": type },
      body,
    });
    return [response.status, (await response.json()).code];
  };
  assert.deepEqual(await post("text/plain", "{}"), [415, "UNSUPPORTED_MEDIA"]);
  assert.deepEqual(await post("application/json", "{"), [400, "REQUEST_INVALID"]);
  assert.deepEqual(await post("application/json", '{"replicas":-1}'), [400, "REQUEST_INVALID"]);
  const large = JSON.stringify({ replicas: "x".repeat(4 * 1024 * 1024) });
  assert.deepEqual(await post("application/json", large), [413, "TOO_LARGE"]);
  assert.equal((await rig.ask("POST", "/v1/apps/nobody/scale", { replicas: 1 })).status, 404);
  assert.equal((await rig.ask("POST", "/v1/apps/registry/scale", { replicas: 0 })).status, 403);
  assert.equal((await rig.ask("GET", "/v1/jobs/nobody")).status, 404);
  assert.equal((await rig.ask("POST", "/v1/instances/nobody/restart")).status, 404);
}

async function replaces(rig: FleetRig): Promise<void> {
  const [victim] = await rig.untilUp("hello", 2);
  Deno.kill(victim!.pid, "SIGKILL");
  await until(
    "the dead instance left the list",
    1_000,
    async () => !(await rig.instances("hello")).some((row) => row.id === victim!.id),
  );
  const rows = await rig.untilUp("hello", 2);
  assert.ok(rows.every((row) => row.id !== victim!.id));
  const { body } = await rig.ask("GET", "/v1/events?kind=process.gone");
  const gone = body.events.find((event: { subject: string }) => event.subject === victim!.id);
  assert.equal(gone.data.signal, "SIGKILL");
}
