import assert from "node:assert/strict";
import { matchesGlob } from "./glob.ts";
import { RequestWatch } from "./request_watch.ts";

const encoder = new TextEncoder();

Deno.test("matchesGlob() lets * stand for anything and ? for one character", () => {
  const yes = [["*.m4s", "/a/b/1.m4s"], ["/a/?.m4s", "/a/1.m4s"], ["*", ""], ["/x*y*", "/xaayb"]];
  for (const [pattern, text] of yes) assert.ok(matchesGlob(pattern!, text!), `${pattern} ${text}`);
  const no = [["*.m4s", "/1.m4s.txt"], ["/a/?.m4s", "/a/11.m4s"], ["", "/"], ["/a", "/A"]];
  for (const [pattern, text] of no) assert.ok(!matchesGlob(pattern!, text!), `${pattern} ${text}`);
});

Deno.test("matchesGlob() takes no more than text × pattern steps", () => {
  assert.ok(!matchesGlob("*a".repeat(120) + "b", "a".repeat(8_000)));
});

Deno.test("RequestWatch follows requests of a kept connection and leaves queries out", () => {
  const watch = new RequestWatch();
  assert.equal(watch.path, undefined);
  watch.sentUp(encoder.encode("GET /a/1.m4s?sig=2 HTTP/1.1\r\nhost: x\r\n\r\n"));
  assert.equal(watch.path, "/a/1.m4s");
  watch.sentDown();
  assert.equal(watch.path, "/a/1.m4s");
  watch.sentUp(encoder.encode("GET http://h:1/b HTTP/1.0\r\n\r\n"));
  assert.equal(watch.path, "/b");
});

Deno.test("RequestWatch reads a request line that comes in pieces", () => {
  const watch = new RequestWatch();
  for (const char of "POST /long/path HTTP/1.1\r\n") watch.sentUp(encoder.encode(char));
  assert.equal(watch.path, "/long/path");
});

Deno.test("RequestWatch does not take a body for a request", () => {
  const watch = new RequestWatch();
  watch.sentUp(encoder.encode("POST /upload HTTP/1.1\r\ncontent-length: 30\r\n\r\n"));
  watch.sentUp(encoder.encode("GET /evil HTTP/1.1\r\n"));
  assert.equal(watch.path, "/upload");
});

Deno.test("RequestWatch keeps nothing of what is no HTTP, and at most 8 KiB of a line", () => {
  const watch = new RequestWatch();
  watch.sentUp(encoder.encode("\u0016\u0003\u0001binary"));
  watch.sentUp(encoder.encode("GET /late HTTP/1.1\r\n"));
  assert.equal(watch.path, undefined);
  const long = new RequestWatch();
  long.sentUp(encoder.encode(`GET /${"x".repeat(9_000)}`));
  long.sentUp(encoder.encode(" HTTP/1.1\r\n"));
  assert.equal(long.path, undefined);
});
