import assert from "node:assert/strict";
import { FakeTimer } from "../testing/fake_timer.ts";
import { ScriptedHttpClient } from "../testing/scripted_http_client.ts";
import { SpanExporter } from "./span_exporter.ts";

const span = (name: string) => ({
  ...{ traceId: "t", spanId: "s", name, kind: "server", status: "ok" } as const,
  ...{ startMs: 1, durationMs: 1, attributes: {} },
});

function world(answer: () => Response | Promise<Response>) {
  const timer = new FakeTimer();
  const http = new ScriptedHttpClient(answer);
  const lost = { count: 0 };
  const exporter = new SpanExporter({
    ...{ url: "http://t", resource: {}, http, timer },
    onDropped: (count) => lost.count += count,
  });
  const names = () =>
    http.requests.map(({ body }) =>
      JSON.parse(String(body)).resourceSpans[0].scopeSpans[0].spans.map((one: { name: string }) =>
        one.name
      )
    );
  return { timer, http, lost, exporter, names };
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

Deno.test("spans go out together, half a second after the first", async () => {
  const { timer, http, exporter, names } = world(() => new Response());
  exporter.take(span("a"));
  exporter.take(span("b"));
  await timer.advance(499);
  assert.equal(http.requests.length, 0);
  await timer.advance(1);
  await settle();
  assert.deepEqual(names(), [["a", "b"]]);
  assert.equal(timer.pendingCount, 0);
});

Deno.test("while nobody takes them spans wait, are asked for less often, and none is lost", async () => {
  let isUp = false;
  const { timer, exporter, names, lost } = world(() => {
    if (!isUp) throw new Error("refused");
    return new Response();
  });
  exporter.take(span("a"));
  await timer.advance(500);
  await settle();
  exporter.take(span("b"));
  await timer.advance(999);
  await settle();
  assert.equal(names().length, 1);
  isUp = true;
  await timer.advance(1);
  await settle();
  assert.deepEqual(names(), [["a"], ["a", "b"]]);
  assert.equal(lost.count, 0);
});

Deno.test("the oldest of too many are lost, counted", async () => {
  const { timer, exporter, names, lost } = world(() => new Response());
  for (let n = 0; n < 2_049; n++) exporter.take(span(String(n)));
  assert.equal(lost.count, 256);
  await timer.advance(500);
  await settle();
  assert.equal(names()[0][0], "256");
});

Deno.test("what is refused is not sent again", async () => {
  const { timer, http, exporter, lost } = world(() => new Response(null, { status: 400 }));
  exporter.take(span("a"));
  await timer.advance(500);
  await settle();
  await timer.advance(60_000);
  assert.deepEqual([http.requests.length, lost.count], [1, 1]);
});

Deno.test("close() sends what waits and waits for nobody for long", async () => {
  const fine = world(() => new Response());
  fine.exporter.take(span("a"));
  await fine.exporter.close();
  assert.deepEqual([fine.names(), fine.timer.pendingCount], [[["a"]], 0]);
  const hung = world(() => new Promise(() => undefined));
  const http = new ScriptedHttpClient(({ signal }) =>
    new Promise((_, reject) => signal?.addEventListener("abort", () => reject(new Error("late"))))
  );
  const lost = { count: 0 };
  const exporter = new SpanExporter({
    ...{ url: "http://t", resource: {}, http, timer: hung.timer },
    onDropped: (count) => lost.count += count,
  });
  exporter.take(span("a"));
  const closing = exporter.close();
  await settle();
  await hung.timer.advance(300);
  await closing;
  assert.equal(lost.count, 1);
});
