import assert from "node:assert/strict";
import { NetopsError } from "../errors/netops_error.ts";
import type { HttpHandler } from "../ports/http.ts";
import { RecordingLogger } from "../testing/recording.ts";
import { wrapInOnion } from "./onion.ts";

const PEER = { hostname: "127.0.0.1", port: 1 };
const OWN = { host: "127.0.0.1:7071" };

interface Answer {
  readonly response: Response;
  readonly logger: RecordingLogger;
}

/** Sends one request through an onion around `handler`. */
async function ask(handler: HttpHandler, headers: Record<string, string>): Promise<Answer> {
  const logger = new RecordingLogger();
  const wrapped = wrapInOnion(handler, {
    hostname: "127.0.0.1",
    port: 7071,
    logger,
    createRequestId: () => "made-1",
  });
  const request = new Request("http://127.0.0.1:7071/x");
  // The Host header cannot be set on a Request by name, as on the wire it can.
  const sent = Object.create(request, { headers: { value: new Headers(headers) } });
  return { response: await wrapped(sent, PEER), logger };
}

const ok: HttpHandler = () => new Response("fine");

Deno.test("wrapInOnion() keeps a request id, makes a missing one and replaces an odd one", async () => {
  const idOf = async (sent: Record<string, string>) =>
    (await ask(ok, { ...OWN, ...sent })).response.headers.get("x-request-id");
  assert.equal(await idOf({ "x-request-id": "abc-1.2:3_4" }), "abc-1.2:3_4");
  assert.equal(await idOf({}), "made-1");
  for (const odd of ["", "a b", "x".repeat(129), 'a"b', "ä"]) {
    assert.equal(await idOf({ "x-request-id": odd }), "made-1", odd);
  }
});

Deno.test("wrapInOnion() leaves the request id that a handler set", async () => {
  const handler = () => new Response("", { headers: { "x-request-id": "theirs" } });
  const { response } = await ask(handler, { ...OWN, "x-request-id": "mine" });
  assert.equal(response.headers.get("x-request-id"), "theirs");
});

Deno.test("wrapInOnion() answers an error of the table as a problem and does not log it", async () => {
  const { response, logger } = await ask(() => {
    throw new NetopsError("CONFLICT", "Cannot switch", { fix: "try again" });
  }, OWN);
  assert.equal(response.status, 409);
  assert.equal(response.headers.get("x-request-id"), "made-1");
  const { code, detail, fix } = await response.json();
  assert.deepEqual([code, detail, fix], ["CONFLICT", "Cannot switch", "try again"]);
  assert.equal(logger.lines.length, 0);
});

Deno.test("wrapInOnion() logs the stack of a bug with the request id and sends none", async () => {
  const { response, logger } = await ask(() => Promise.reject(new TypeError("boom")), OWN);
  assert.equal(response.status, 500);
  const text = await response.text();
  assert.equal(JSON.parse(text).code, "BUG");
  assert.ok(!text.includes("onion_test"), text);
  assert.match(String(logger.lines[0]?.fields["cause"]), /boom[\s\S]*onion_test/);
  assert.equal(logger.lines[0]?.fields["requestId"], "made-1");
});

Deno.test("wrapInOnion() answers foreign Hosts and Origins without asking the handler", async () => {
  let asked = 0;
  const handler = () => {
    asked++;
    return new Response("");
  };
  const foreign = [
    { host: "evil.example:7071" },
    { ...OWN, origin: "http://evil.example" },
  ];
  for (const headers of foreign) {
    const { response } = await ask(handler, headers);
    assert.equal(response.status, 403);
    assert.equal(response.headers.get("connection"), "close");
    assert.equal((await response.json()).code, "FORBIDDEN");
  }
  assert.equal(asked, 0);
});

Deno.test("wrapInOnion() sends an immutable response out as it is", async () => {
  const { response } = await ask(() => Response.redirect("http://127.0.0.1:7071/y"), OWN);
  assert.equal(response.status, 302);
});
