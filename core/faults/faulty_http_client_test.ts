import assert from "node:assert/strict";
import type { FailMode } from "./fail_points.ts";
import { FailPoints } from "./fail_points.ts";
import { bookFixture, heldFault } from "./fault_fakes.ts";
import { faultyHttpClient } from "./faulty_http_client.ts";

function fixture() {
  const { timer, book } = bookFixture();
  const points = new FailPoints({ book, timer });
  let sent = 0;
  const client = faultyHttpClient({
    send: () => {
      sent++;
      return Promise.resolve(new Response("abc", { headers: { etag: "1" } }));
    },
    close: () => undefined,
  }, { points, point: "objects" });
  const put = (mode: FailMode) =>
    book.put(heldFault({ type: "fail-point", point: "objects", mode, delayMs: 500, ratio: 1 }));
  const ask = (signal?: AbortSignal) =>
    client.send({ method: "GET", url: "http://x/", ...(signal && { signal }) });
  return { timer, book, put, ask, sent: () => sent };
}

Deno.test("a call fails before anything is sent, and works again when the fault has ended", async () => {
  const { book, put, ask, sent } = fixture();
  put("error");
  await assert.rejects(ask(), { code: "UNREACHABLE" });
  assert.equal(sent(), 0);
  book.close();
  assert.equal(await (await ask()).text(), "abc");
});

Deno.test("a late call is given up at the deadline of its caller and is never sent", async () => {
  const { timer, book, put, ask, sent } = fixture();
  put("delay");
  const late = ask();
  await timer.advance(499);
  assert.equal(sent(), 0);
  await timer.advance(1);
  await late;
  const leaving = new AbortController();
  const given = assert.rejects(ask(leaving.signal), /late/);
  leaving.abort(new Error("late"));
  await given;
  assert.equal(sent(), 1);
  book.close();
});

Deno.test("a corrupt answer has its status, its headers and other bytes", async () => {
  const { book, put, ask } = fixture();
  put("corrupt");
  const response = await ask();
  assert.equal(response.headers.get("etag"), "1");
  assert.notEqual(await response.text(), "abc");
  book.close();
});
