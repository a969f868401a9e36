import assert from "node:assert/strict";
import { NetopsError, problemResponse } from "@netops/core";
import type { ExecutionView, ExecutionWish, PsDocument } from "@netops/core/contracts";
import { ScriptedHttpClient } from "@netops/core/testing";
import type { ExecutionRecord } from "../execution/execution_record.ts";
import { createStageServices } from "./stage_services.ts";

const RECORD = { id: "d-1" } as ExecutionRecord;

function services(
  answer: (url: string, init: { method: string; body: unknown }) => Response,
  change: Partial<Parameters<typeof createStageServices>[0]> = {},
) {
  const http = new ScriptedHttpClient(({ url, method, body }) =>
    answer(url, { method, body: body === undefined ? undefined : JSON.parse(String(body)) })
  );
  const instances = [
    { app: "guardian", status: "DOWN", host: "127.0.0.1", port: 1 },
    { app: "guardian", status: "UP", host: "127.0.0.1", port: 2 },
  ];
  const made = createStageServices({
    ...{ http, token: "t", telemetryUrl: "http://127.0.0.1:3", gatewayUrl: "http://127.0.0.1:4" },
    instances: () => Promise.resolve({ instances } as PsDocument),
    findProgram: (name) => name === "k6" ? "/bin/k6" : undefined,
    conductor: {} as Parameters<typeof createStageServices>[0]["conductor"],
    ...change,
  })(RECORD);
  return { http, made };
}

function series(...values: readonly unknown[]) {
  return Response.json({
    status: "success",
    data: {
      resultType: "vector",
      result: values.map((value) => ({ metric: {}, value: [1, value] })),
    },
  });
}

Deno.test("a query has one value that is a number, or none", async () => {
  const answers = [
    series("1.5"),
    series(),
    series("1", "2"),
    series("NaN"),
    Response.json({ status: "success", data: { resultType: "scalar", result: [1, "7"] } }),
    Response.json({ status: "success", data: { resultType: "string", result: [1, "x"] } }),
  ];
  const { made, http } = services(() => answers.shift()!);
  const got = [];
  while (answers.length > 0) got.push(await made.query('up{a="b"}'));
  assert.deepEqual(got, [1.5, undefined, undefined, undefined, 7, undefined]);
  assert.equal(http.requests[0]?.url, "http://127.0.0.1:3/api/v1/query?query=up%7Ba%3D%22b%22%7D");
});

Deno.test("a query that is not understood fails for good, a telemetry in trouble for a while", async () => {
  const { made } = services(() =>
    Response.json({ status: "error", error: "parse error" }, { status: 400 })
  );
  await assert.rejects(made.query("up{"), {
    code: "CONFIG_INVALID",
    message: /up\{: parse error$/,
  });
  const away = services(() => new Response("no", { status: 503 })).made;
  await assert.rejects(away.query("up"), { code: "UNREACHABLE", message: /it answered 503/ });
});

Deno.test("experiments are run by the guardian that is up, once for a key", async () => {
  const { made, http } = services(() => Response.json({ id: "x-1" }));
  const order = { key: "d-1/chaos/0", variables: ["a=b"], deadlineMs: 1_000 };
  assert.deepEqual(await made.startExperiment({ ...order, experiment: "zone-loss" }), {
    id: "x-1",
  });
  await made.startExperiment({ ...order, experiment: "title: mine\n" });
  const [named, written] = http.requests;
  assert.equal(named?.url, "http://127.0.0.1:2/v1/chaos/experiments");
  assert.deepEqual(JSON.parse(String(named?.body)), { name: "zone-loss", ...order });
  assert.deepEqual(JSON.parse(String(written?.body)), { text: "title: mine\n", ...order });
  assert.equal((named?.headers as Record<string, string>)["authorization"], "Bearer t");
});

Deno.test("a run that is not known is none; what the guardian refuses is passed on", async () => {
  const gone = services(() => problemResponse(new NetopsError("NOT_FOUND", "Cannot find the run")));
  assert.equal(await gone.made.experiment("x-1"), undefined);
  await gone.made.stopExperiment("x-1");
  assert.deepEqual(gone.http.requests.map(({ method }) => method), ["GET", "DELETE"]);
  const refused = services(() =>
    problemResponse(new NetopsError("REFUSED", "Cannot start", { fix: "resume" }))
  );
  const order = { key: "k", experiment: "a", variables: [], deadlineMs: 1_000 };
  await assert.rejects(refused.made.startExperiment(order), { code: "REFUSED", fix: "resume" });
  const nobody = services(() => new Response(), {
    instances: () => Promise.resolve({ instances: [] } as unknown as PsDocument),
  });
  await assert.rejects(nobody.made.startExperiment(order), { code: "NO_INSTANCE" });
});

Deno.test("who is over or gone is ended without an error; other executions are asked by id and key", async () => {
  const wishes: ExecutionWish[] = [];
  const codes = ["REFUSED", "NOT_FOUND", "UNREACHABLE"] as const;
  let at = 0;
  const { made } = services(() => new Response(), {
    conductor: {
      start: (_request, parent) => Promise.resolve({ id: `of ${parent?.id}` } as ExecutionView),
      view: (id) =>
        id === "d-2"
          ? Promise.resolve({ id } as ExecutionView)
          : Promise.reject(new NetopsError("NOT_FOUND", "Cannot find")),
      viewWithKey: (key) => Promise.resolve({ id: key } as ExecutionView),
      wish: (_id, wish) => {
        wishes.push(wish);
        return Promise.reject(new NetopsError(codes[at++]!, "Cannot"));
      },
    },
  });
  assert.equal((await made.startExecution({} as never)).id, "of d-1");
  assert.equal((await made.execution("d-2"))?.id, "d-2");
  assert.equal(await made.execution("d-3"), undefined);
  assert.equal((await made.executionWithKey?.("k"))?.id, "k");
  await made.abortExecution("d-2", "why");
  await made.abortExecution("d-2", "why");
  await assert.rejects(made.abortExecution("d-2", "why"), { code: "UNREACHABLE" });
  assert.deepEqual(wishes[0], { wish: "abort", by: "d-1", reason: "why" });
  assert.equal(made.findProgram("k6"), "/bin/k6");
  assert.equal(made.gatewayUrl, "http://127.0.0.1:4");
});
