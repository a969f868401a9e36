import assert from "node:assert/strict";
import { forwardableRequestHeaders, forwardableResponseHeaders } from "./forwardable_headers.ts";

const requestNames = (
  init: HeadersInit,
) => Object.keys(forwardableRequestHeaders(new Headers(init)).headers);

Deno.test("forwardableRequestHeaders() drops what ends at this hop and what is said anew", () => {
  assert.deepEqual(
    requestNames({
      connection: "close",
      "keep-alive": "timeout=5",
      "proxy-authorization": "x",
      "proxy-connection": "x",
      te: "gzip",
      trailer: "x",
      "transfer-encoding": "chunked",
      upgrade: "h2c",
      expect: "100-continue",
      host: "h",
      "content-length": "3",
      "accept-encoding": "br",
      forwarded: "for=1",
      "x-forwarded-for": "6.6.6.6",
      "x-forwarded-anything": "x",
      "x-real-ip": "6.6.6.6",
      "x-netops-fault": "abort",
      accept: "a/b",
      cookie: "c=d",
      authorization: "Bearer x",
    }),
    ["accept", "authorization", "cookie"],
  );
});

Deno.test("forwardableRequestHeaders() drops the fields that Connection names", () => {
  assert.deepEqual(
    requestNames({ connection: "keep-alive, X-Secret , x-other", "x-secret": "1", "x-kept": "1" }),
    ["x-kept"],
  );
});

Deno.test("forwardableRequestHeaders() keeps only trailers of TE", () => {
  const { headers } = forwardableRequestHeaders(new Headers({ te: "gzip, Trailers" }));
  assert.equal(headers["te"], "trailers");
});

Deno.test("forwardableRequestHeaders() counts the bytes of all fields, also of dropped ones", () => {
  const { sizeBytes } = forwardableRequestHeaders(new Headers({ host: "abc", a: "1" }));
  assert.equal(sizeBytes, "host: abc\r\na: 1\r\n".length);
});

Deno.test("forwardableResponseHeaders() drops hop fields and keeps every cookie and the framing", () => {
  const headers = forwardableResponseHeaders(
    new Headers([
      ["connection", "close, x-hop"],
      ["x-hop", "1"],
      ["keep-alive", "5"],
      ["proxy-authenticate", "x"],
      ["upgrade", "h2c"],
      ["trailer", "x"],
      ["set-cookie", "a=1"],
      ["set-cookie", "b=2"],
      ["content-length", "3"],
      ["content-encoding", "gzip"],
    ]),
  );
  assert.deepEqual([...headers], [
    ["content-encoding", "gzip"],
    ["content-length", "3"],
    ["set-cookie", "a=1"],
    ["set-cookie", "b=2"],
  ]);
});

Deno.test("forwardableRequestHeaders() takes a field called __proto__ for a field", () => {
  const { headers } = forwardableRequestHeaders(new Headers([["__proto__", "x"]]));
  assert.deepEqual(Object.entries(headers), [["__proto__", "x"]]);
});
