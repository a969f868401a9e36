import assert from "node:assert/strict";
import { NetopsError } from "@netops/core";
import { createRequestGuard } from "./request_guard.ts";

const guard = createRequestGuard({ host: "127.66.1.1", port: 8080 });

function outcome(url: string, init: RequestInit & { readonly host?: string } = {}): string {
  const headers = new Headers(init.headers);
  // As it comes off the wire; a Request that is made by hand has no Host.
  const { host, ...rest } = init;
  const request = new Request(url, { ...rest, headers });
  const wired = {
    url,
    method: request.method,
    headers: {
      get: (name: string) => name === "host" ? host ?? new URL(url).host : headers.get(name),
      has: (name: string) => headers.has(name),
    },
  };
  try {
    return guard(wired as unknown as Request);
  } catch (thrown) {
    assert.ok(thrown instanceof NetopsError);
    return thrown.code;
  }
}

Deno.test("the guard gives the raw target for our own address and loopback names", () => {
  for (const host of ["127.66.1.1:8080", "127.0.0.1:8080", "localhost:8080", "LOCALHOST:8080"]) {
    assert.equal(outcome(`http://${host}/x/%2e%2e/y?a=b`, { host }), "/x/%2e%2e/y?a=b");
  }
});

Deno.test("the guard turns away other hosts, other ports and targets of another authority", () => {
  assert.equal(outcome("http://evil.example:8080/x"), "MISDIRECTED");
  assert.equal(outcome("http://127.66.1.1:81/x"), "MISDIRECTED");
  assert.equal(outcome("http://127.66.1.1:8080/x", { host: "evil.example" }), "MISDIRECTED");
  assert.equal(outcome("http://evil.example/x", { host: "127.66.1.1:8080" }), "MISDIRECTED");
});

Deno.test("the guard takes no body and no method but GET, HEAD and OPTIONS", () => {
  const url = "http://127.66.1.1:8080/x";
  const five = { "content-length": "5" };
  assert.equal(outcome(url, { method: "POST", headers: five }), "TOO_LARGE");
  assert.equal(outcome(url, { headers: five }), "TOO_LARGE");
  assert.equal(outcome(url, { headers: { "transfer-encoding": "chunked" } }), "TOO_LARGE");
  assert.equal(outcome(url, { headers: { "content-length": "0" } }), "/x");
  for (const method of ["POST", "PUT", "DELETE", "PATCH"]) {
    assert.equal(outcome(url, { method }), "METHOD_NOT_ALLOWED", method);
  }
  for (const method of ["GET", "HEAD", "OPTIONS"]) assert.equal(outcome(url, { method }), "/x");
});
