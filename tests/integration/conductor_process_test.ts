import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import type { ExecutionView, PipelineSpecInput } from "@netops/core/contracts";
import { readSse } from "@netops/core/clients";
import { FleetRig, kill, until } from "./fleet_rig.ts";

// deno-lint-ignore no-explicit-any
type Json = any;

interface Call {
  readonly method?: "GET" | "POST" | "PUT" | "DELETE";
  readonly body?: unknown;
}

async function send(rig: FleetRig, path: string, call: Call = {}): Promise<Response> {
  const { method = "GET", body } = call;
  const [row] = await rig.untilUp("conductor", 1);
  return await fetch(`http://${row!.host}:${row!.port}${path}`, {
    method,
    headers: { authorization: `Bearer ${rig.run.token}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

async function ask(rig: FleetRig, path: string, call: Call = {}): Promise<Json> {
  return await (await send(rig, path, call)).json();
}

function start(rig: FleetRig, pipeline: PipelineSpecInput): Promise<Json> {
  return ask(rig, "/v1/executions", { method: "POST", body: { pipeline } });
}

function waits(name: string, more: Partial<PipelineSpecInput> = {}): PipelineSpecInput {
  return { name, app: "web", stages: [{ name: "a", type: "wait", durationMs: 300 }], ...more };
}

async function newest(rig: FleetRig): Promise<ExecutionView | undefined> {
  return (await ask(rig, "/v1/executions?limit=1")).executions[0];
}

async function untilOver(rig: FleetRig, id: string): Promise<ExecutionView> {
  let view: ExecutionView | undefined;
  await until(`${id} is over`, 20_000, async () => {
    view = await ask(rig, `/v1/executions/${id}`);
    return view?.endedAtMs !== undefined;
  });
  return view!;
}

Deno.test("the conductor's process follows branches, calls webhooks, streams, and bears the loss of its database", async (t) => {
  const dir = await Deno.makeTempDir({ prefix: "netops-conductor-" });
  try {
    await FleetRig.withApps([], async (rig) => {
      await t.step(
        "a pipeline starts when its branch points somewhere else",
        () => branch(rig, dir),
      );
      await t.step("a webhook hears how it went, signed with a secret of up", () => webhook(rig));
      await t.step("a stream ends with its execution", () => stream(rig));
      await t.step("kv that dies costs time and nothing else", () => database(rig));
      await t.step("an app that is not there is named with those that are", () => unknownApp(rig));
    }, { baseEnv: { PATH: Deno.env.get("PATH") ?? "", HOOK_SECRET: "hush" } });
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

async function git(dir: string, ...args: string[]): Promise<void> {
  const env = {
    ...{ GIT_AUTHOR_NAME: "t", GIT_AUTHOR_EMAIL: "t@t", GIT_COMMITTER_NAME: "t" },
    ...{ GIT_COMMITTER_EMAIL: "t@t", GIT_CONFIG_GLOBAL: "/dev/null" },
  };
  const { success, stderr } = await new Deno.Command("git", { args: ["-C", dir, ...args], env })
    .output();
  assert.ok(success, new TextDecoder().decode(stderr));
}

async function branch(rig: FleetRig, dir: string): Promise<void> {
  await git(dir, "init", "-q", "-b", "main");
  await git(dir, "commit", "-q", "--allow-empty", "-m", "one");
  const triggers = [{ type: "git" as const, repo: dir, ref: "main", everyMs: 1_000 }];
  await ask(rig, "/v1/pipelines/follow", { method: "PUT", body: waits("follow", { triggers }) });
  // The first look only remembers.
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  assert.equal(await newest(rig), undefined);
  await git(dir, "commit", "-q", "--allow-empty", "-m", "two");
  await until("it was started", 10_000, async () => await newest(rig) !== undefined);
  const started = (await newest(rig))!;
  assert.deepEqual([started.pipeline, started.trigger, started.by], [
    "follow",
    "git",
    "git trigger",
  ]);
  await untilOver(rig, started.id);
  await ask(rig, "/v1/pipelines/follow", { method: "DELETE" });
  await git(dir, "commit", "-q", "--allow-empty", "-m", "three");
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  assert.equal((await newest(rig))?.id, started.id, "nobody follows any more");
}

async function webhook(rig: FleetRig): Promise<void> {
  const heard: { body: string; signature: string | null }[] = [];
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => {
      heard.push({
        body: await request.text(),
        signature: request.headers.get("x-netops-signature"),
      });
      return new Response();
    },
  );
  try {
    // Our client knows localhost by its address only.
    const url = `http://localhost:${server.addr.port}/hook`;
    const notifications = [{
      on: ["started" as const, "succeeded" as const],
      to: { kind: "webhook" as const, url, secretEnv: "HOOK_SECRET" },
    }];
    const { id } = await start(rig, waits("told", { notifications }));
    await untilOver(rig, id);
    await until("both are heard", 10_000, () => heard.length === 2);
    const [first, second] = heard.map(({ body }) => JSON.parse(body));
    assert.deepEqual([first.event, second.event, second.verdict], [
      "started",
      "succeeded",
      "promoted",
    ]);
    const mac = createHmac("sha256", "hush").update(heard[0]!.body).digest("hex");
    assert.equal(heard[0]!.signature, `sha256=${mac}`);
  } finally {
    await server.shutdown();
  }
}

async function stream(rig: FleetRig): Promise<void> {
  const { id } = await start(rig, waits("watched"));
  const response = await send(rig, `/v1/executions/${id}/stream`);
  const views: ExecutionView[] = [];
  for await (const message of readSse(response.body!)) {
    if (message.kind === "event") views.push(JSON.parse(message.data));
  }
  assert.ok(views.length >= 3, `${views.length} views`);
  assert.equal(views.at(-1)?.status, "SUCCEEDED");
}

async function database(rig: FleetRig): Promise<void> {
  const stages = ["a", "b", "c", "d"].map((name, at, names) => ({
    ...{ name, type: "wait" as const, durationMs: 300 },
    needs: at === 0 ? [] : [names[at - 1]!],
  }));
  const { id } = await start(rig, waits("without", { stages }));
  await new Promise((resolve) => setTimeout(resolve, 400));
  const [kv] = await rig.untilUp("kv", 1);
  const [before] = await rig.untilUp("conductor", 1);
  kill(kv!.pid, "SIGKILL");
  const view = await untilOver(rig, id);
  assert.equal(view.status, "SUCCEEDED");
  const [after] = await rig.untilUp("conductor", 1);
  assert.equal(after!.pid, before!.pid, "the conductor itself lives on");
}

async function unknownApp(rig: FleetRig): Promise<void> {
  const pipeline = waits("lost", { app: "nobody" });
  const { code, detail } = await start(rig, pipeline);
  assert.equal(code, "NOT_FOUND");
  assert.match(detail, /^Cannot deliver to nobody, which is not there; apps: .*web/);
}
