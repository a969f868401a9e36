import assert from "node:assert/strict";
import { NetopsError } from "@netops/core";
import type { Question, StageSpecOf } from "@netops/core/contracts";
import { ScriptedHttpClient } from "@netops/core/testing";
import { COMMON, drive, fakeWorld, STARTED_AT_MS } from "../stage_fixture.ts";
import { untilStage } from "./until_stage.ts";

const URL_QUESTION: Question = { url: "/hello/ready", status: 200, body: '"ready": ?true' };
const QUERY: Question = { query: "sum(up)", is: ">=", right: 4 };

function spec(question: Question): StageSpecOf<"until"> {
  return { ...COMMON, name: "up", type: "until", question, everyMs: 1_000, untilMs: 5_000 };
}

const GATEWAY = { gatewayUrl: "http://127.0.0.1:7070" };

Deno.test("it asks again and again until the answer is as it should be", async () => {
  const answers = [new Response("no", { status: 503 }), Response.json({ ready: false })];
  const http = new ScriptedHttpClient(() => answers.shift() ?? Response.json({ ready: true }));
  const world = fakeWorld({ services: { http, ...GATEWAY } });
  const { steps, last } = await drive(untilStage, [world, spec(URL_QUESTION)]);
  const url = "http://127.0.0.1:7070/hello/ready";
  assert.deepEqual(steps.map(({ reason }) => reason), [
    `waits: ${url} answered 503 instead of 200`,
    `waits: ${url} answered "{\\"ready\\":false}"`,
    `${url} answered 200`,
  ]);
  assert.deepEqual(last.outputs, { waitedMs: 2_000, asked: 3 });
  assert.deepEqual(http.requests.map((request) => request.url), [url, url, url]);
});

Deno.test("an answer that is never as it should be fails in time, and says the last one", async () => {
  const http = new ScriptedHttpClient(({ url }) => {
    throw new NetopsError("UNREACHABLE", `Cannot reach ${url}`);
  });
  const world = fakeWorld({ services: { http, ...GATEWAY } });
  const { steps, last } = await drive(untilStage, [world, spec(URL_QUESTION)]);
  assert.equal(last.status, "FAILED");
  assert.match(last.reason ?? "", /^not so within 5s: .*Cannot reach/);
  assert.equal(world.nowMs, STARTED_AT_MS + 5_000);
  assert.equal(steps.length, 6);
});

Deno.test("a query is asked of telemetry; without a single value it is not so", async () => {
  const values: (number | undefined)[] = [undefined, 3, NaN, 4];
  const query = () => Promise.resolve(values.shift());
  const { steps } = await drive(untilStage, [fakeWorld({ services: { query } }), spec(QUERY)]);
  assert.deepEqual(steps.map(({ reason }) => reason), [
    "waits: sum(up) has no single value",
    "waits: sum(up) is 3, not >= 4",
    "waits: sum(up) is NaN, not >= 4",
    "sum(up) is 4",
  ]);
});

Deno.test("telemetry that is away is waited for, and a query that cannot be read is not", async () => {
  const errors = [new NetopsError("UNREACHABLE", "Cannot reach telemetry")];
  const query = () => {
    const error = errors.shift();
    return error === undefined ? Promise.resolve(4) : Promise.reject(error);
  };
  const { last } = await drive(untilStage, [fakeWorld({ services: { query } }), spec(QUERY)]);
  assert.equal(last.status, "SUCCEEDED");
  const odd = () => Promise.reject(new NetopsError("REQUEST_INVALID", "Cannot parse sum("));
  await assert.rejects(
    drive(untilStage, [fakeWorld({ services: { query: odd } }), spec(QUERY)]),
    /Cannot parse/,
  );
});
