import assert from "node:assert/strict";
import { NetopsError } from "../errors/netops_error.ts";
import { problemResponse } from "../errors/problem.ts";
import type { HttpClientRequest } from "../ports/http.ts";
import { ScriptedHttpClient } from "../testing/mod.ts";
import { createFleetClient } from "./fleet_client.ts";

function createWorld(answer: (request: HttpClientRequest) => Response | Promise<Response>) {
  const http = new ScriptedHttpClient(answer);
  const fleet = createFleetClient({ fleetUrl: "http://127.0.0.1:9", token: "secret", http });
  const last = () => {
    const request = http.requests.at(-1);
    return `${request?.method} ${request?.url.slice("http://127.0.0.1:9".length)}`;
  };
  return { http, fleet, last };
}

Deno.test("every method asks the path of the API table, with the token", async () => {
  const { http, fleet, last } = createWorld(() => Response.json({ lines: [], jobs: [] }));
  const job = { name: "j", command: ["true"], dir: "/", env: {}, deadlineMs: 1, detached: false };
  const change = {
    key: "k",
    expectEpoch: 1,
    route: { key: "k", app: "a", groups: [], rules: [], auth: "none" as const },
    require: {},
  };
  const asked: [Promise<unknown>, string][] = [];
  const ask = (call: Promise<unknown>) => asked.push([call, last()]);
  ask(fleet.status());
  ask(fleet.instances());
  ask(fleet.boot());
  ask(fleet.events({ afterSeq: 3, kind: "fault.*" }));
  ask(fleet.logs({ app: "shop", tail: 5 }));
  ask(fleet.changeApp("a b", "roll"));
  ask(fleet.scale("shop", 3));
  ask(fleet.restartInstance("shop-1"));
  ask(fleet.routes());
  ask(fleet.switchRoute(change));
  ask(fleet.startJob(job));
  ask(fleet.jobs());
  ask(fleet.job("j1"));
  ask(fleet.stopJob("j1"));
  ask(fleet.shutdown());
  const from = { kind: "dir" as const, dir: "/shop" };
  const source = { kind: "artifact" as const, hash: "h" };
  ask(fleet.bake({ app: "shop", from }));
  ask(fleet.groups("a b"));
  ask(fleet.group("shop-v001"));
  ask(fleet.spawnGroup({ key: "k", app: "shop", source, replicas: 2 }));
  ask(fleet.resizeGroup("shop-v001", 4));
  ask(fleet.stopGroup("shop-v001"));
  ask(fleet.groupLoad("shop-v001"));
  ask(fleet.routesSettled(7));
  ask(fleet.ledger("shop"));
  ask(fleet.leaseApp("shop", { holder: "e 1", leaseMs: 5_000 }));
  ask(fleet.releaseApp("shop", "e 1"));
  await Promise.all(asked.map(([call]) => call));
  assert.deepEqual(asked.map(([, path]) => path), [
    "GET /v1/status",
    "GET /v1/instances",
    "GET /v1/boot",
    "GET /v1/events?afterSeq=3&kind=fault.*",
    "GET /v1/logs?app=shop&tail=5",
    "POST /v1/apps/a%20b/roll",
    "POST /v1/apps/shop/scale",
    "POST /v1/instances/shop-1/restart",
    "GET /v1/routes",
    "PUT /v1/routes",
    "POST /v1/jobs",
    "GET /v1/jobs",
    "GET /v1/jobs/j1",
    "DELETE /v1/jobs/j1",
    "POST /v1/shutdown",
    "POST /v1/artifacts",
    "GET /v1/groups?app=a%20b",
    "GET /v1/groups/shop-v001",
    "PUT /v1/groups",
    "POST /v1/groups/shop-v001/size",
    "DELETE /v1/groups/shop-v001",
    "GET /v1/groups/shop-v001/load",
    "GET /v1/routes/settled?epoch=7",
    "GET /v1/ledger?app=shop",
    "PUT /v1/apps/shop/lease",
    "DELETE /v1/apps/shop/lease?holder=e%201",
  ]);
  for (const request of http.requests) {
    assert.equal(new Headers(request.headers).get("authorization"), "Bearer secret");
  }
  assert.equal(http.requests[6]?.body, JSON.stringify({ replicas: 3 }));
  assert.equal(http.requests[19]?.body, JSON.stringify({ replicas: 4 }));
});

Deno.test("a group that is not there is undefined, and one that is gone is stopped", async () => {
  const answers = [new NetopsError("NOT_FOUND", "gone"), new NetopsError("REFUSED", "has traffic")];
  const { fleet } = createWorld(() => problemResponse(answers[0]!));
  assert.equal(await fleet.group("shop-v001"), undefined);
  assert.equal(await fleet.stopGroup("shop-v001"), undefined);
  await assert.rejects(fleet.groupLoad("shop-v001"), { code: "NOT_FOUND" });
  answers.shift();
  await assert.rejects(fleet.stopGroup("shop-v001"), { code: "REFUSED" });
  await assert.rejects(fleet.group("shop-v001"), { code: "REFUSED" });
});

Deno.test("changes carry the fence of the one who asks, reads carry none", async () => {
  let fence: number | undefined = 3;
  const http = new ScriptedHttpClient(() => Response.json({ jobs: [] }));
  const options = { fleetUrl: "http://127.0.0.1:9", token: "secret", http };
  const fleet = createFleetClient({ ...options, fence: () => fence });
  const carried = () => new Headers(http.requests.at(-1)?.headers).get("x-netops-fence");
  await fleet.resizeGroup("shop-v001", 1);
  assert.equal(carried(), "3");
  await fleet.jobs();
  assert.equal(carried(), null);
  fence = undefined;
  await fleet.resizeGroup("shop-v001", 1);
  assert.equal(carried(), null);
});

Deno.test("a problem document becomes the error that it was", async () => {
  const { fleet } = createWorld(() =>
    problemResponse(new NetopsError("REFUSED", "Cannot switch", { fix: "wait" }))
  );
  await assert.rejects(fleet.routes(), (error: NetopsError) => {
    assert.deepEqual([error.code, error.message, error.fix], ["REFUSED", "Cannot switch", "wait"]);
    return true;
  });
});

Deno.test("other answers and no answer are errors too", async () => {
  const codeIs = (code: string) => (error: unknown) =>
    error instanceof NetopsError && error.code === code;
  const odd = createWorld(() => new Response("<html>", { status: 500 }));
  await assert.rejects(odd.fleet.status(), codeIs("UPSTREAM_FAILED"));
  const noJson = createWorld(() => new Response("hello"));
  await assert.rejects(noJson.fleet.status(), codeIs("UPSTREAM_FAILED"));
  const gone = createWorld(() => {
    throw new Error("connection refused");
  });
  await assert.rejects(gone.fleet.status(), codeIs("UNREACHABLE"));
});

Deno.test("shutdown() takes an empty answer", async () => {
  const { fleet } = createWorld(() => new Response(null, { status: 202 }));
  await fleet.shutdown();
});

Deno.test("eventsStream() yields documents, passes comments over, ends with the signal", async () => {
  const encoder = new TextEncoder();
  const { fleet, last } = createWorld(() =>
    new Response(
      new ReadableStream({
        start: (controller) =>
          controller.enqueue(encoder.encode(': ping\n\ndata: {"seq":1}\n\ndata: {"seq":2}\n\n')),
      }),
    )
  );
  const leave = new AbortController();
  const seen: number[] = [];
  for await (const event of fleet.eventsStream({ afterSeq: 0 }, leave.signal)) {
    seen.push(event.seq);
    if (seen.length === 2) leave.abort();
  }
  assert.deepEqual(seen, [1, 2]);
  assert.equal(last(), "GET /v1/events/stream?afterSeq=0");
});

Deno.test("followJob() yields JSON lines that arrive in pieces", async () => {
  const encoder = new TextEncoder();
  const pieces = [
    '{"type":"line","stream":"stdout",',
    '"text":"hi"}\n{"type":',
    '"end","job":{}}\n',
  ];
  const { fleet } = createWorld(() =>
    new Response(ReadableStream.from(pieces.map((piece) => encoder.encode(piece))))
  );
  const types: string[] = [];
  for await (const line of fleet.followJob("j1", new AbortController().signal)) {
    types.push(line.type);
  }
  assert.deepEqual(types, ["line", "end"]);
});

Deno.test("a stream that breaks is UNREACHABLE", async () => {
  const { fleet } = createWorld(() =>
    new Response(
      new ReadableStream({ pull: (controller) => controller.error(new Error("reset")) }),
    )
  );
  await assert.rejects(async () => {
    for await (const _ of fleet.logsStream({}, new AbortController().signal)) break;
  }, (error: NetopsError) => error.code === "UNREACHABLE");
});
