import assert from "node:assert/strict";
import { answerBytes } from "./answer_bytes.ts";

const BYTES = new TextEncoder().encode("0123456789");
const ETAG = '"abc"';

function ask(headers: Record<string, string> = {}, method = "GET") {
  let sentBytes = 0;
  const response = answerBytes(new Request("http://oca/x", { method, headers }), {
    etag: ETAG,
    headers: new Headers({ etag: ETAG }),
    sizeBytes: BYTES.byteLength,
    take: (start, end) => BYTES.subarray(start, end + 1),
    onBytes: (sizeBytes) => sentBytes = sizeBytes,
  });
  return { response, sentBytes: () => sentBytes };
}

Deno.test("a GET gives all, a Range a part with its place, a range past the end 416", async () => {
  const whole = ask();
  assert.equal(whole.response.status, 200);
  assert.equal(await whole.response.text(), "0123456789");
  const some = ask({ range: "bytes=2-4" });
  assert.equal(some.response.status, 206);
  assert.equal(some.response.headers.get("content-range"), "bytes 2-4/10");
  assert.equal(await some.response.text(), "234");
  assert.equal(some.sentBytes(), 3);
  const beyond = ask({ range: "bytes=10-" });
  assert.equal(beyond.response.status, 416);
  assert.equal(beyond.response.headers.get("content-range"), "bytes */10");
});

Deno.test("HEAD tells the length, knows no ranges and sends nothing", () => {
  const { response, sentBytes } = ask({ range: "bytes=2-4" }, "HEAD");
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("content-length"), "10");
  assert.equal(response.body, null);
  assert.equal(sentBytes(), 0);
});

Deno.test("If-None-Match gives 304 for the tag, weak or in a list or as a star", () => {
  for (const tag of [ETAG, `W/${ETAG}`, `"x", ${ETAG}`, "*", `"a,b", ${ETAG}`]) {
    const { response, sentBytes } = ask({ "if-none-match": tag, range: "bytes=0-1" });
    assert.equal(response.status, 304, tag);
    assert.equal(response.headers.get("etag"), ETAG);
    assert.equal(sentBytes(), 0);
  }
  assert.equal(ask({ "if-none-match": '"x"' }).response.status, 200);
});

Deno.test("If-Match compares strongly and comes before If-None-Match", () => {
  assert.equal(ask({ "if-match": ETAG }).response.status, 200);
  assert.equal(ask({ "if-match": "*" }).response.status, 200);
  assert.equal(ask({ "if-match": `W/${ETAG}` }).response.status, 412);
  assert.equal(ask({ "if-match": '"x"', "if-none-match": ETAG }).response.status, 412);
});

Deno.test("If-Range keeps the range for exactly our tag and gives all otherwise", () => {
  const status = (ifRange: string) =>
    ask({ range: "bytes=0-1", "if-range": ifRange }).response.status;
  assert.equal(status(ETAG), 206);
  for (const other of ['"x"', `W/${ETAG}`, "Fri, 27 Nov 2026 05:56:18 GMT"]) {
    assert.equal(status(other), 200, other);
  }
});
