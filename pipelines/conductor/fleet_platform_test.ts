import assert from "node:assert/strict";
import { NetopsError, problemResponse } from "@netops/core";
import { FENCE_HEADER } from "@netops/core/contracts";
import { FakeTimer, ScriptedHttpClient } from "@netops/core/testing";
import { appendByJob } from "./append_by_job.ts";
import { createFleetPlatform } from "./fleet_platform.ts";

function platformOf(answer: (method: string, path: string) => Response) {
  const http = new ScriptedHttpClient(({ method, url }) =>
    answer(method, url.slice("http://f".length))
  );
  const timer = new FakeTimer();
  const options = { fleetUrl: "http://f", token: "t", http, timer, fence: () => 3 };
  return { http, timer, platform: createFleetPlatform(options) };
}

Deno.test("every change carries the fence of this conductor, and what is only read does not", async () => {
  const { platform, http } = platformOf((method) =>
    Response.json(method === "GET" ? { groups: [] } : { name: "g" })
  );
  await platform.groups("shop");
  await platform.resize("shop-v001", 2);
  await platform.lease("shop", { holder: "d-1", leaseMs: 15_000 });
  const fences = http.requests.map(({ headers }) =>
    (headers as Record<string, string>)[FENCE_HEADER]
  );
  assert.deepEqual(fences, [undefined, "3", "3"]);
});

Deno.test("a job that is not known any more is none, and one is found by its key", async () => {
  const jobs = [{ id: "j-1", key: "a" }, { id: "j-2", key: "b" }];
  const { platform } = platformOf((method, path) =>
    method === "GET" && path === "/v1/jobs"
      ? Response.json({ jobs })
      : problemResponse(new NetopsError("NOT_FOUND", "Cannot find the job"))
  );
  assert.equal(await platform.job("j-9"), undefined);
  await platform.stopJob("j-9");
  assert.equal((await platform.jobWithKey?.("b"))?.id, "j-2");
  assert.equal(await platform.jobWithKey?.("c"), undefined);
});

Deno.test("the lines of a job that is over are the newest 200, in the order they came", async () => {
  const lines = Array.from(
    { length: 250 },
    (_, at) => ({ type: "line", stream: "stdout", text: `${at}` }),
  );
  const body = [...lines, { type: "end", job: {} }].map((line) => `${JSON.stringify(line)}\n`).join(
    "",
  );
  const { platform } = platformOf(() => new Response(body));
  const read = await platform.jobLines?.("j-1") ?? [];
  assert.deepEqual([read.length, read[0], read.at(-1)], [200, "50", "249"]);
});

Deno.test("fleet that does not answer in time is unreachable; a bake may take minutes", async () => {
  const hanging = new ScriptedHttpClient(({ signal }) =>
    new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)))
  );
  const timer = new FakeTimer();
  const platform = createFleetPlatform({ fleetUrl: "http://f", token: "t", http: hanging, timer });
  const late = assert.rejects(platform.groups("shop"), { code: "UNREACHABLE" });
  let isBaked = false;
  const baking = assert.rejects(
    platform.bake({ app: "shop", from: { kind: "dir", dir: "/" } }).finally(() => isBaked = true),
    { code: "UNREACHABLE" },
  );
  await timer.advance(15_000);
  await late;
  assert.equal(isBaked, false);
  await timer.advance(285_000);
  await baking;
});

Deno.test("a line is added to a file by a job that is asked for once, and a failure is told", async () => {
  const statuses = ["running", "running", "succeeded", "failed"];
  const asked: Record<string, unknown>[] = [];
  const timer = new FakeTimer();
  const platform = {
    startJob: (job: object) => {
      asked.push(job as Record<string, unknown>);
      return Promise.resolve({ id: "j-1" } as never);
    },
    job: () => Promise.resolve({ status: statuses.shift() } as never),
  };
  const added = appendByJob("/tmp/x", "a line\n", { platform, timer });
  await timer.advance(400);
  await added;
  await assert.rejects(appendByJob("/tmp/x", "a line\n", { platform, timer }), {
    code: "UPSTREAM_FAILED",
    message: "Cannot add a line to /tmp/x",
  });
  assert.equal(asked[0]?.["key"], asked[1]?.["key"]);
  assert.deepEqual(asked[0]?.["env"], { LINE: "a line\n", FILE: "/tmp/x" });
  await assert.rejects(appendByJob("/tmp/y", "a line\n", { platform, timer }));
  assert.notEqual(asked[2]?.["key"], asked[0]?.["key"]);
});
