import assert from "node:assert/strict";
import type { PsDocument } from "@netops/core/contracts";
import { NetopsError } from "@netops/core";
import { FakeTimer, ScriptedHttpClient } from "@netops/core/testing";
import { GuardianWire } from "./guardian_wire.ts";

Deno.test("a guardian that was killed is found again at its new port, and asked with the run's token", async () => {
  let port = 1;
  const asked: string[] = [];
  const http = new ScriptedHttpClient(({ url, headers }) => {
    asked.push(`${url} ${new Headers(headers).get("authorization")}`);
    if (!url.includes(`:${port}/`)) throw new NetopsError("UNREACHABLE", "gone");
    return Response.json({ lever: "armed" });
  });
  const instances = () => {
    const guardian = { app: "guardian", status: "UP", host: "127.0.0.1", port };
    return Promise.resolve({ instances: [guardian] } as unknown as PsDocument);
  };
  const wire = new GuardianWire({ fleet: { instances }, http, timer: new FakeTimer(), token: "t" });
  const call = { path: "/v1/chaos", limitMs: 1_000 };
  assert.deepEqual(await wire.ask(call), { lever: "armed" });
  port = 2;
  await assert.rejects(wire.ask(call), { code: "UNREACHABLE" });
  assert.deepEqual(await wire.ask(call), { lever: "armed" });
  assert.deepEqual(asked.map((one) => one.slice("http://127.0.0.1:".length)), [
    "1/v1/chaos Bearer t",
    "1/v1/chaos Bearer t",
    "2/v1/chaos Bearer t",
  ]);
});

Deno.test("what the guardian refuses comes through in its words, and a platform without one says so", async () => {
  const problem = { code: "REFUSED", detail: "Cannot inject", fix: "netops chaos resume" };
  const http = new ScriptedHttpClient(() => Response.json(problem, { status: 403 }));
  const up = [{ app: "guardian", status: "UP", host: "127.0.0.1", port: 1 }];
  const wireOf = (list: unknown[]) =>
    new GuardianWire({
      fleet: { instances: () => Promise.resolve({ instances: list } as unknown as PsDocument) },
      ...{ http, timer: new FakeTimer(), token: "t" },
    });
  const call = { path: "/v1/chaos", limitMs: 1_000 };
  await assert.rejects(wireOf(up).ask(call), { code: "REFUSED", fix: "netops chaos resume" });
  await assert.rejects(wireOf([]).ask(call), { code: "NO_INSTANCE" });
});
