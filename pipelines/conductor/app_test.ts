import assert from "node:assert/strict";
import type { Hono } from "hono";
import type { ExecutionView } from "@netops/core/contracts";
import { readSse } from "@netops/core/clients";
import { createConductorApp } from "./app.ts";
import { ConductorRig, pipelineOfStages } from "./conductor_fixture.ts";
import { PipelineStore } from "./pipeline_store.ts";
import { handler, stage } from "./stage_doubles.ts";
import { Torture } from "./torture.ts";

class AppRig {
  pipelineChanges = 0;
  readonly app: Hono;

  private constructor(readonly rig: ConductorRig) {
    const { conductor, logger, timer } = rig;
    this.app = createConductorApp({
      ...{ conductor, logger, timer, token: "t" },
      pipelines: new PipelineStore(rig.kv.kv),
      torture: new Torture(),
      onPipelines: () => void this.pipelineChanges++,
    });
  }

  static async open(): Promise<AppRig> {
    const wait = handler(({ wishes, nowMs, startedAtMs }) => ({
      status: wishes.promote || nowMs - startedAtMs >= 1_000 ? "SUCCEEDED" : "RUNNING",
      wakeAtMs: startedAtMs + 1_000,
    }));
    return new AppRig(await ConductorRig.open({ handlers: { wait } }));
  }

  send(method: string, path: string, body?: unknown): Promise<Response> {
    return Promise.resolve(this.app.request(path, {
      method,
      headers: { authorization: "Bearer t", "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }));
  }

  // deno-lint-ignore no-explicit-any
  async ask(method: string, path: string, body?: unknown): Promise<{ status: number; body: any }> {
    const response = await this.send(method, path, body);
    return { status: response.status, body: await response.json() };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.rig[Symbol.asyncDispose]();
  }
}

const PIPELINE = {
  name: "release",
  app: "shop",
  stages: [{ name: "a", type: "wait", durationMs: 1 }],
};

Deno.test("every route needs the token of the run", async () => {
  await using rig = await AppRig.open();
  for (const path of ["/v1/executions", "/v1/pipelines", "/v1/looks", "/v1/torture"]) {
    const response = await rig.app.request(path);
    assert.equal(response.status, 401, path);
  }
});

Deno.test("an execution is started with its defaults, seen, listed, wished and told", async () => {
  await using rig = await AppRig.open();
  const started = await rig.ask("POST", "/v1/executions", { pipeline: PIPELINE });
  assert.equal(started.status, 201);
  assert.deepEqual([started.body.by, started.body.trigger], ["somebody", "manual"]);
  const { id } = started.body as ExecutionView;
  const refused = await rig.ask("POST", "/v1/executions", { pipeline: PIPELINE });
  assert.deepEqual([refused.status, refused.body.code], [403, "REFUSED"]);
  await rig.rig.settle();
  const wish = { wish: "promote", by: "ann", full: true };
  assert.equal((await rig.ask("POST", `/v1/executions/${id}/wish`, wish)).status, 200);
  await rig.rig.untilOver(id);
  assert.equal((await rig.ask("GET", `/v1/executions/${id}`)).body.status, "SUCCEEDED");
  await rig.ask("POST", "/v1/executions", { pipeline: { ...PIPELINE, app: "cart" } });
  const list = async (query: string) =>
    (await rig.ask("GET", `/v1/executions${query}`)).body.executions.map((one: ExecutionView) =>
      one.app
    );
  await rig.rig.settle();
  const later = { ...PIPELINE, app: "cart" };
  await rig.ask("POST", "/v1/executions", { pipeline: later, concurrency: "queue" });
  assert.deepEqual(await list("?app=shop"), ["shop"]);
  assert.deepEqual(await list("?open=true"), ["cart", "cart"], "what runs, and what waits");
  assert.equal((await list("")).length, 3);
  assert.equal((await list("?limit=1")).length, 1);
  const { events } = (await rig.ask("GET", `/v1/executions/${id}/events?afterSeq=2`)).body;
  assert.equal(events[0].seq > 2, true);
  assert.deepEqual((await rig.ask("GET", `/v1/executions/${id}/looks`)).body, { looks: [] });
  assert.deepEqual((await rig.ask("GET", "/v1/looks?app=shop")).body, { looks: [] });
});

Deno.test("what cannot be read, or is not there, is a problem with its code", async () => {
  await using rig = await AppRig.open();
  const code = async (method: string, path: string, body?: unknown) =>
    (await rig.ask(method, path, body)).body.code;
  assert.equal(
    await code("POST", "/v1/executions", { pipeline: { name: "x" } }),
    "REQUEST_INVALID",
  );
  assert.equal(
    await code("POST", "/v1/executions", { pipeline: { ...PIPELINE, stages: [] } }),
    "REQUEST_INVALID",
  );
  assert.equal(await code("GET", "/v1/executions?limit=many"), "REQUEST_INVALID");
  assert.equal(await code("GET", "/v1/executions?limit=1001"), "REQUEST_INVALID");
  for (const path of ["", "/events", "/looks", "/stream"]) {
    assert.equal(await code("GET", `/v1/executions/none${path}`), "NOT_FOUND");
  }
  assert.equal(
    await code("POST", "/v1/executions/none/wish", { wish: "pause", by: "x" }),
    "NOT_FOUND",
  );
  assert.equal(await code("POST", "/v1/executions/none/wish", { wish: "x" }), "REQUEST_INVALID");
  assert.equal(await code("GET", "/v1/pipelines/none"), "NOT_FOUND");
  assert.equal(await code("DELETE", "/v1/pipelines/none"), "NOT_FOUND");
});

Deno.test("pipelines are kept, started by name, replaced and forgotten", async () => {
  await using rig = await AppRig.open();
  const kept = await rig.ask("PUT", "/v1/pipelines/release", PIPELINE);
  assert.deepEqual([kept.status, kept.body.concurrency], [200, "reject"]);
  assert.equal(
    (await rig.ask("PUT", "/v1/pipelines/other", PIPELINE)).body.code,
    "REQUEST_INVALID",
  );
  const bad = { ...PIPELINE, stages: [{ ...PIPELINE.stages[0], needs: ["b"] }] };
  assert.equal((await rig.ask("PUT", "/v1/pipelines/release", bad)).body.code, "CONFIG_INVALID");
  const started = await rig.ask("POST", "/v1/executions", { pipeline: { stored: "release" } });
  assert.equal(started.body.pipeline, "release");
  await rig.ask("PUT", "/v1/pipelines/release", { ...PIPELINE, description: "again" });
  const { pipelines } = (await rig.ask("GET", "/v1/pipelines")).body;
  assert.deepEqual(pipelines.map((one: { description: string }) => one.description), ["again"]);
  assert.equal((await rig.ask("GET", "/v1/pipelines/release")).body.description, "again");
  await rig.ask("DELETE", "/v1/pipelines/release");
  assert.deepEqual((await rig.ask("GET", "/v1/pipelines")).body, { pipelines: [] });
  assert.equal(rig.pipelineChanges, 3);
});

Deno.test("a stream shows an execution at once and at every change, pings, and ends with it", async () => {
  await using rig = await AppRig.open();
  const { id } = (await rig.ask("POST", "/v1/executions", {
    pipeline: {
      ...PIPELINE,
      stages: [...PIPELINE.stages, { ...PIPELINE.stages[0], name: "b", needs: ["a"] }],
    },
  })).body;
  await rig.rig.settle();
  const response = await rig.send("GET", `/v1/executions/${id}/stream`);
  assert.equal(response.headers.get("content-type"), "text/event-stream");
  const views: ExecutionView[] = [];
  let pings = 0;
  const reading = (async () => {
    for await (const message of readSse(response.body!)) {
      if (message.kind === "event") views.push(JSON.parse(message.data));
      else pings++;
    }
  })();
  await rig.rig.settle();
  assert.deepEqual(views.map(({ stages }) => stages[0]?.status), ["RUNNING"]);
  await rig.rig.advance(900);
  assert.equal(views.length, 1);
  await rig.rig.conductor.wish(id, { wish: "pause", by: "ann" });
  await rig.rig.advance(2_500);
  assert.equal(pings, 1);
  await rig.rig.conductor.wish(id, { wish: "resume", by: "ann" });
  await rig.rig.untilOver(id);
  await reading;
  const seqs = views.map(({ seq }) => seq);
  assert.deepEqual(seqs, [...new Set(seqs)].sort((one, other) => one - other));
  assert.equal(views.at(-1)?.status, "SUCCEEDED");
  assert.ok(views.some(({ status }) => status === "PAUSED"));
  assert.equal(rig.rig.timer.pendingCount, 0, "nobody is pinged any more");
  const late = await (await rig.send("GET", `/v1/executions/${id}/stream`)).text();
  assert.equal(late.match(/^data: /gm)?.length, 1, "what is over is shown once");
});

Deno.test("a reader that leaves is told nothing any more", async () => {
  await using rig = await AppRig.open();
  const { id } = (await rig.ask("POST", "/v1/executions", { pipeline: PIPELINE })).body;
  const response = await rig.send("GET", `/v1/executions/${id}/stream`);
  await response.body?.cancel();
  await rig.rig.untilOver(id);
  assert.equal(rig.rig.timer.pendingCount, 0);
});

Deno.test("an order to die says at which commit, and is one that is understood", async () => {
  await using rig = await AppRig.open();
  const order = (body: unknown) => rig.ask("POST", "/v1/torture", body);
  assert.equal((await order({ execution: "x", afterSeq: 3 })).status, 202);
  assert.equal((await order({ execution: "x" })).body.code, "REQUEST_INVALID");
  assert.equal(
    (await order({ execution: "x", afterSeq: 1, beforeSeq: 1 })).body.code,
    "REQUEST_INVALID",
  );
  assert.equal((await order({ execution: "x", afterSeq: 0 })).body.code, "REQUEST_INVALID");
  assert.deepEqual((await rig.ask("GET", "/v1/torture")).body, {});
});

Deno.test("pipelineOfStages() of the fixture is what the wire makes of a pipeline", async () => {
  const { PipelineSpec } = await import("@netops/core/contracts");
  assert.deepEqual(PipelineSpec.parse(PIPELINE), pipelineOfStages([stage("a")]));
});
