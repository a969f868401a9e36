import assert from "node:assert/strict";
import fc from "fast-check";
import { readSse, type SseMessage, SseParser } from "./sse.ts";

function parse(...pieces: string[]): SseMessage[] {
  const parser = new SseParser();
  return pieces.flatMap((piece) => parser.push(piece));
}

const event = (data: string, more: { event?: string; id?: string } = {}): SseMessage => ({
  kind: "event",
  event: more.event ?? "message",
  data,
  id: more.id ?? "",
});

Deno.test("the examples of the standard", () => {
  assert.deepEqual(
    parse(
      ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n",
    ),
    [
      { kind: "comment", text: "test stream" },
      event("first event", { id: "1" }),
      event("second event"),
    ],
  );
  assert.deepEqual(parse("data\n\ndata\ndata\n\ndata:"), [event(""), event("\n")]);
  assert.deepEqual(parse("data:test\n\ndata: test\n\n"), [event("test"), event("test")]);
  assert.deepEqual(parse("data: YHOO\ndata: +2\ndata: 10\n\n"), [event("YHOO\n+2\n10")]);
});

Deno.test("lines end with LF, CR or CRLF", () => {
  assert.deepEqual(parse("data: a\r\n\r\ndata: b\r\rdata: c\n\n"), [
    event("a"),
    event("b"),
    event("c"),
  ]);
});

Deno.test("a CRLF that is split over two pieces is one line end", () => {
  assert.deepEqual(parse("data: a\r", "\ndata: b\r", "\n\r", "\n"), [event("a\nb")]);
});

Deno.test("an id stays for later events, one with NUL is ignored, event names do not stay", () => {
  assert.deepEqual(parse("id: 7\nevent: tick\ndata: a\n\nid: x\0y\ndata: b\n\n"), [
    event("a", { event: "tick", id: "7" }),
    event("b", { id: "7" }),
  ]);
});

Deno.test("a byte order mark at the start, unknown fields and events without data mean nothing", () => {
  assert.deepEqual(
    parse("\ufeffdata: a\n\n", "event: tick\n\nretry: 5\nwhat: ever\n\ndata: b\n\n"),
    [
      event("a"),
      event("b"),
    ],
  );
});

Deno.test("pieces cut anywhere give the same messages", () => {
  const text =
    ': ping\r\n\r\ndata: {"a":1}\r\nid: 4\r\n\r\nevent: x\rdata: one\rdata: two\r\rdata: ü\n\n';
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: text.length }), { maxLength: 20 }), (cuts) => {
      const at = [0, ...cuts.toSorted((left, right) => left - right), text.length];
      const pieces = at.slice(1).map((end, index) => text.slice(at[index], end));
      assert.deepEqual(parse(...pieces), parse(text));
    }),
  );
});

Deno.test("an event without an end is refused before it fills the memory", () => {
  const parser = new SseParser();
  const piece = "x".repeat(1024 * 1024);
  assert.throws(() => {
    for (let count = 0; count < 64; count++) parser.push(piece);
  }, RangeError);
});

Deno.test("readSse() reads a body cut inside a character, and cancels it when the reader leaves", async () => {
  const bytes = new TextEncoder().encode("data: ü\n\ndata: b\n\n");
  let cancelled = false;
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      controller.enqueue(bytes.slice(0, 7));
      controller.enqueue(bytes.slice(7));
    },
    cancel: () => void (cancelled = true),
  });
  const seen: SseMessage[] = [];
  for await (const message of readSse(body)) {
    seen.push(message);
    if (seen.length === 2) break;
  }
  assert.deepEqual(seen, [event("ü"), event("b")]);
  assert.ok(cancelled);
});
