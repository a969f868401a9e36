import assert from "node:assert/strict";
import { NetopsError } from "@netops/core";
import type { ViewerInput, ViewerRequest } from "@netops/core/viewer";
import { FakeClock, ScriptedHttpClient } from "@netops/core/testing";
import { fetchRequest } from "./fetch_request.ts";

const REQUEST: ViewerRequest = {
  ...{ id: 7, oca: "a", url: "http://127.0.0.1:9/x", purpose: "playlist", wantsText: true },
  ...{ track: "video", rung: "v0", index: undefined, headers: { "cmcd-session": "st=v" } },
  timeoutMs: 1_000,
};

/** What is fed back for one answer. */
async function fed(answer: () => Response, request = REQUEST): Promise<ViewerInput[]> {
  const inputs: ViewerInput[] = [];
  await fetchRequest(request, {
    http: new ScriptedHttpClient(answer),
    clock: new FakeClock(),
    signal: new AbortController().signal,
    feed: (input) => inputs.push(input),
  });
  return inputs;
}

Deno.test("fetchRequest() feeds the head and the text, with where it came from", async () => {
  const headers = { "content-length": "7", "server-timing": "cdn-cache;desc=HIT, life;desc=a1b2" };
  assert.deepEqual(await fed(() => new Response("#EXTM3U", { headers })), [
    { kind: "head", id: 7, sizeBytes: 7 },
    { kind: "answer", id: 7, status: 200, bytes: 7, text: "#EXTM3U", isHit: true, life: "a1b2" },
  ]);
});

Deno.test("fetchRequest() counts media and keeps nothing of it", async () => {
  const media = { ...REQUEST, wantsText: false };
  const headers = { "server-timing": "cdn-cache;desc=MISS" };
  assert.deepEqual(await fed(() => new Response(new Uint8Array(5), { headers }), media), [
    { kind: "head", id: 7 },
    { kind: "answer", id: 7, status: 200, bytes: 5, isHit: false },
  ]);
});

Deno.test("fetchRequest() tells refusals, breaks and missing bytes apart", async () => {
  const unreachable = (phase: string) => () => {
    throw new NetopsError("UNREACHABLE", "Cannot reach it", { details: { phase } });
  };
  const short = () => new Response("abc", { headers: { "content-length": "7" } });
  const failure = (reason: string) => ({ kind: "failure", id: 7, reason });
  assert.deepEqual(await fed(unreachable("connect")), [failure("connect")]);
  assert.deepEqual(await fed(unreachable("exchange")), [failure("reset")]);
  assert.deepEqual((await fed(short)).at(-1), failure("truncated"));
  const refused = await fed(() => new Response("no", { status: 503 }));
  assert.deepEqual(refused, [{ kind: "answer", id: 7, status: 503, bytes: 0 }]);
});
