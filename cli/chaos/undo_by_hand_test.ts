import assert from "node:assert/strict";
import type { JournalContent } from "@netops/chaos/guardian";
import { type HttpClient, type HttpClientRequest, NetopsError } from "@netops/core";
import { FakeTimer } from "@netops/core/testing";
import { faultRecord } from "./chaos_fixture.ts";
import { undoByHand } from "./undo_by_hand.ts";

type Part = Parameters<typeof faultRecord>[1];
const DELAY = { type: "delay", delayMs: 1, jitterMs: 0 } as const;
const TOXIC = { type: "latency", stream: "upstream", toxicity: 1, attributes: {} } as const;

async function byHand(part: Part, answer: (request: HttpClientRequest) => Promise<Response>) {
  const timer = new FakeTimer();
  const asked: string[] = [];
  const http: HttpClient = {
    send: (request) => {
      asked.push(`${request.method} ${request.url}`);
      return answer(request);
    },
    close: () => undefined,
  };
  const fault = { record: faultRecord("f", part), state: "active", hits: 0, left: [] } as const;
  const over = { ...fault, record: faultRecord("over", part), state: "undone" } as const;
  const journal = {
    faults: [fault, over],
    lever: "armed",
    tornLines: 0,
  } as unknown as JournalContent;
  const undoing = undoByHand({ journal }, {
    ...{ http, timer, token: "t" },
    ...{ fleetUrl: "http://fleet", toxiproxyUrl: "http://toxi" },
  });
  await timer.advance(10_000);
  return { undone: await undoing, asked, pending: timer.pendingCount };
}

const ok = () => Promise.resolve(Response.json({}));
const hangs = ({ signal }: HttpClientRequest) =>
  new Promise<Response>((_resolve, reject) => {
    signal?.addEventListener("abort", () => reject(new Error("late")), { once: true });
  });
const gone = () =>
  Promise.reject(
    new NetopsError("UNREACHABLE", "nobody listens", { details: { phase: "connect" } }),
  );

Deno.test("each side is told in its own words to let go of open faults, and of no other", async () => {
  const cases: readonly (readonly [Part, readonly string[]])[] = [
    [{ side: "fleet", effect: { type: "pause" } }, ["DELETE http://fleet/v1/faults/f/hello-1"]],
    [{ side: "service", effect: DELAY, match: {} }, ["DELETE http://127.0.0.1:6/faults/f"]],
    [{ side: "link", effect: DELAY, match: {} }, ["PUT http://fleet/v1/links"]],
    [{ side: "toxic", toxics: [TOXIC] }, [
      "DELETE http://toxi/proxies/netops-hello-1/toxics/f-0",
      "PUT http://fleet/v1/links",
    ]],
    [{ side: "job", command: ["/bin/sh"] }, []],
  ];
  for (const [part, words] of cases) {
    const { undone, asked, pending } = await byHand(part, ok);
    assert.deepEqual([undone, asked, pending], [["f"], words, 0]);
  }
});

Deno.test("where nobody listens nothing is held, and whose lease is over neither", async () => {
  const service: Part = { side: "service", effect: DELAY, match: {} };
  assert.deepEqual((await byHand(service, gone)).undone, ["f"]);
  assert.deepEqual((await byHand(service, hangs)).undone, ["f"]);
});

Deno.test("a toxic that nobody takes away may still be there: it has no lease", async () => {
  assert.deepEqual((await byHand({ side: "toxic", toxics: [TOXIC] }, hangs)).undone, []);
});
