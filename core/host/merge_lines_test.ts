import assert from "node:assert/strict";
import fc from "fast-check";
import type { OutputLine } from "../ports/spawner.ts";
import { mergeLines } from "./merge_lines.ts";

const encoder = new TextEncoder();

/** A stream of these chunks. */
function streamOf(...chunks: (string | Uint8Array)[]): ReadableStream<Uint8Array> {
  return ReadableStream.from(
    chunks.map((chunk) => typeof chunk === "string" ? encoder.encode(chunk) : chunk),
  );
}

async function collect(lines: AsyncIterable<OutputLine>): Promise<OutputLine[]> {
  const all: OutputLine[] = [];
  for await (const line of lines) all.push(line);
  return all;
}

/** The texts of stdout when it came in these chunks. */
async function read(...chunks: (string | Uint8Array)[]): Promise<string[]> {
  return (await collect(mergeLines(streamOf(...chunks), streamOf()))).map((line) => line.text);
}

Deno.test("mergeLines() yields every line of both streams, each in its own order", async () => {
  const all = await collect(mergeLines(streamOf("a\nb\n", "c\n"), streamOf("x\n", "y\nz")));
  const of = (stream: string) => all.filter((l) => l.stream === stream).map((l) => l.text);
  assert.deepEqual(of("stdout"), ["a", "b", "c"]);
  assert.deepEqual(of("stderr"), ["x", "y", "z"]);
});

Deno.test("mergeLines() keeps a last line without an end, empty lines, and drops carriage returns", async () => {
  assert.deepEqual(await read("one\r\n\ntwo"), ["one", "", "two"]);
  assert.deepEqual(await read("one\r", "\ntwo\n"), ["one", "two"]);
  assert.deepEqual(await read(), []);
});

Deno.test("mergeLines() reads the same lines wherever the chunks are cut", async () => {
  const text = fc.array(fc.constantFrom("a", "ä", "\n", "漢", "🙂"), { maxLength: 40 });
  const cuts = fc.array(fc.integer({ min: 0, max: 120 }), { maxLength: 5 });
  await fc.assert(fc.asyncProperty(text, cuts, async (letters, at) => {
    const whole = letters.join("");
    const bytes = encoder.encode(whole);
    const ends = [...at.filter((cut) => cut < bytes.length), bytes.length].sort((l, r) => l - r);
    const chunks = ends.map((end, index) => bytes.slice(ends[index - 1] ?? 0, end));
    const expected = whole.split("\n");
    if (expected.at(-1) === "") expected.pop();
    assert.deepEqual(await read(...chunks), expected);
  }));
});

Deno.test("mergeLines() cuts a long line into parts that say so, and loses nothing", async () => {
  const partsOf = (text: string) => collect(mergeLines(streamOf(text), streamOf()));
  const lines = await partsOf(`${"x".repeat(140_000)}\nend\n`);
  assert.deepEqual(lines.map(({ text, part }) => [text.length, part]), [
    ...[[65_536, 1], [65_536, 2], [8_928, 3]],
    [3, undefined],
  ]);
  const exact = await partsOf("x".repeat(65_536) + "\n");
  assert.deepEqual(exact.map(({ part }) => part), [undefined]);
  const chunks = Array.from({ length: 140 }, () => "y".repeat(1_000));
  const endless = await collect(mergeLines(streamOf(...chunks), streamOf()));
  assert.equal(endless.map(({ text }) => text).join(""), "y".repeat(140_000));
  assert.deepEqual(endless.map(({ text, part }) => [text.length <= 65_536, part]), [
    ...[[true, 1], [true, 2], [true, 3]],
  ]);
});

Deno.test("mergeLines() shows bytes that are no text as replacement characters", async () => {
  const lines = await read(new Uint8Array([97, 0xff, 0xfe, 98, 10]), "ok\n");
  assert.deepEqual(lines, ["a\ufffd\ufffdb", "ok"]);
});

Deno.test("mergeLines() ends when a pipe breaks, with what was read", async () => {
  const broken = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode("before\nhalf"));
    },
    pull(controller) {
      controller.error(new Error("gone"));
    },
  });
  const all = await collect(mergeLines(broken, streamOf("err\n")));
  assert.ok(all.some((line) => line.text === "before"));
  assert.ok(all.some((line) => line.text === "err"));
});

Deno.test("mergeLines() reads on only when lines are taken", async () => {
  let given = 0;
  const busy = new ReadableStream<Uint8Array>({
    pull(controller) {
      given++;
      if (given > 200) return controller.close();
      controller.enqueue(encoder.encode(`${"x".repeat(20)}\n`));
    },
  });
  const lines = mergeLines(busy, streamOf());
  await lines.next();
  await lines.next();
  for (let turn = 0; turn < 500; turn++) await Promise.resolve();
  assert.ok(given < 20, `${given} chunks were read ahead`);
  for await (const _ of lines) { /* to the end, so that nothing stays open */ }
});
