import assert from "node:assert/strict";
import { callFailure, isBusiness, isPassing, retryWaitMs } from "./call_rules.ts";

const CALL = { service: "playback", url: "http://g/playback/play?secret=1#x" };

Deno.test("lost connections, 429 and 502 to 504 are tried again, nothing else is", () => {
  const again = [{ reason: "connect" }, { reason: "timeout" }, { status: 429 }, { status: 502 }, {
    status: 503,
  }, { status: 504 }] as const;
  assert.ok(again.every(isPassing));
  assert.ok(![400, 401, 403, 404, 409, 500, 501].some((status) => isPassing({ status })));
});

Deno.test("a rule's refusal is business by its code, whatever the status", () => {
  const codes = ["NOT_LICENSED", "NOT_ROUTED", "SUBSCRIPTION_EXPIRED", "TOO_MANY_STREAMS"];
  assert.ok(codes.every((code) => isBusiness({ status: 403, code })));
  assert.equal(isBusiness({ status: 403, code: "FORBIDDEN" }), false);
  assert.equal(isBusiness({ status: 404 }), false, "a 404 of nobody knows whom is an outage");
  assert.equal(callFailure({ status: 403, code: "NOT_LICENSED" }, CALL).kind, "business");
  assert.equal(callFailure({ status: 500 }, CALL).kind, "technical");
});

Deno.test("a failure names type, service and address without its query", () => {
  assert.deepEqual(callFailure({ reason: "connect" }, CALL), {
    ...{ kind: "technical", type: "connect", service: "playback" },
    ...{ url: "http://g/playback/play", message: "playback: connect" },
  });
});

Deno.test("waits grow, are spread, and are no shorter than retry-after asks", () => {
  const waits = [0, 1, 2, 10].map((attempt) => retryWaitMs({ status: 503 }, attempt, () => 0));
  assert.deepEqual(waits, [50, 100, 200, 1_000]);
  assert.equal(retryWaitMs({ status: 503 }, 0, () => 1), 100);
  assert.equal(retryWaitMs({ status: 503, retryAfter: "2" }, 0, () => 0), 2_000);
  assert.equal(retryWaitMs({ status: 503, retryAfter: "900" }, 0, () => 0), 5_000);
  assert.equal(retryWaitMs({ status: 503, retryAfter: "soon" }, 0, () => 0), 50);
});
