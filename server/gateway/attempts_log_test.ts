import assert from "node:assert/strict";
import { AttemptsLog } from "./attempts_log.ts";
import { RequestContext } from "./request_context.ts";

Deno.test("AttemptsLog keeps the newest requests, newest first", () => {
  const log = new AttemptsLog(3);
  for (let n = 1; n <= 5; n++) {
    const context = new RequestContext(new Request("http://h/"), {
      peer: { hostname: "127.0.0.1", port: 1 },
      listener: { kind: "public", hostname: "127.0.0.1", port: 2 },
      startedAtMs: 0,
    });
    context.requestId = `r${n}`;
    log.add(context, { tsMs: n, status: 200 });
  }
  assert.deepEqual(log.list().map((record) => record.requestId), ["r5", "r4", "r3"]);
});
