import assert from "node:assert/strict";
import fc from "fast-check";
import { writeStale } from "../model/samples.ts";
import { ByteWriter } from "./byte_writer.ts";
import { ChunkEncoder, decodeChunk } from "./chunk_codec.ts";
import { SampleBuffer } from "./sample_buffer.ts";

const encoder = new ChunkEncoder();

/** Two words a value, so that every bit of a NaN counts. */
type Bits = readonly [low: number, high: number];

const word = fc.nat(0xffffffff);
const anyBits: fc.Arbitrary<Bits> = fc.tuple(word, word);
const bitsOf = (value: number): Bits => {
  const words = new Uint32Array(new Float64Array([value]).buffer);
  return [words[0] ?? 0, words[1] ?? 0];
};
const stale = (): Bits => {
  const values = new Float64Array(1);
  writeStale(values, 0);
  const words = new Uint32Array(values.buffer);
  return [words[0] ?? 0, words[1] ?? 0];
};

/** One shape for a whole chunk, as series have it, and at times a stranger in it. */
const values: fc.Arbitrary<Bits[]> = fc.oneof(
  fc.array(anyBits, { minLength: 1, maxLength: 300 }),
  fc.array(fc.double().map(bitsOf), { minLength: 1, maxLength: 300 }),
  fc.tuple(
    fc.array(
      fc.oneof(
        fc.integer({ min: -5, max: 5 }),
        fc.integer(),
        fc.constantFrom(-0, 0, 2 ** 48, 2 ** 48 - 1, -(2 ** 48) + 1, 2 ** 53, 1e300, -1e300),
      ),
      { minLength: 1, maxLength: 300 },
    ),
    fc.constantFrom(1, 2, 10, 1_000, 1e9, 1 / 4_096),
  ).map(([numbers, divisor]) => numbers.map((number) => bitsOf(number / divisor))),
  fc.array(fc.constantFrom(bitsOf(7), bitsOf(7), bitsOf(0.5), bitsOf(NaN), stale()), {
    minLength: 1,
    maxLength: 700,
  }),
);

const steps = fc.oneof(
  fc.constant(1_000),
  fc.integer({ min: 990, max: 1_010 }),
  fc.integer({ min: 1, max: 86_400_000 }),
);

interface Chunk {
  readonly times: readonly number[];
  readonly bits: readonly Bits[];
}

const chunk: fc.Arbitrary<Chunk> = fc.tuple(
  values,
  fc.nat(2_000_000_000_000),
  fc.infiniteStream(steps),
)
  .map(([bits, startMs, stream]) => {
    const times = [startMs];
    for (const step of stream.take(bits.length - 1)) times.push((times.at(-1) ?? 0) + step);
    return { times, bits };
  });

function encode({ times, bits }: Chunk, writer = new ByteWriter(1)): Uint8Array {
  const buffer = new SampleBuffer(bits.length);
  bits.forEach(([low, high], at) => buffer.bits.set([low, high], 2 * at));
  const offsetsMs = Float64Array.from(times, (timeMs) => timeMs - (times[0] ?? 0));
  encoder.encode(writer, { buffer, offsetsMs, start: 0, count: bits.length });
  return writer.written();
}

function decode(bytes: Uint8Array, { times, bits }: Chunk, offset = 0): Chunk {
  const into = new SampleBuffer(0);
  decodeChunk({ bytes, offset, count: bits.length, fromMs: times[0] ?? 0 }, into);
  assert.equal(into.length, bits.length);
  return {
    times: [...into.timestampsMs.subarray(0, into.length)],
    bits: bits.map((_, at) => [into.bits[2 * at] ?? 0, into.bits[2 * at + 1] ?? 0] as const),
  };
}

Deno.test("every chunk comes back bit for bit, NaNs and stale markers too", () => {
  fc.assert(
    fc.property(chunk, (written) => assert.deepEqual(decode(encode(written), written), written)),
    { numRuns: 1_000 },
  );
});

Deno.test("chunks stand one behind the other", () => {
  fc.assert(fc.property(fc.array(chunk, { minLength: 1, maxLength: 5 }), (chunks) => {
    const writer = new ByteWriter(1);
    const offsets = chunks.map((written) => {
      const offset = writer.length;
      encode(written, writer);
      return offset;
    });
    chunks.forEach((written, index) =>
      assert.deepEqual(decode(writer.written(), written, offsets[index]), written)
    );
  }));
});

function sizeOf(
  next: (at: number) => number,
  stepMs: (at: number) => number = () => 1_000,
): number {
  const bits: Bits[] = [];
  const times: number[] = [];
  for (let at = 0, timeMs = 0; at < 120; at++, timeMs += stepMs(at)) {
    bits.push(bitsOf(next(at)));
    times.push(timeMs);
  }
  return encode({ times, bits }).length;
}

Deno.test("series as they are take little", () => {
  const wave = (at: number, width: number) => (at * 7919) % width;
  assert.ok(sizeOf(() => 1) <= 13, "constant");
  assert.ok(sizeOf((at) => at * 1_000) <= 13, "a steady counter");
  assert.ok(sizeOf((at) => at * 1_000 + wave(at, 8)) <= 80, "4 bits for a counter that trembles");
  assert.ok(sizeOf((at) => wave(at, 1_000) / 1_000) <= 200, "thousandths take ten bits");
  assert.ok(sizeOf((at) => 4_096 * wave(at, 50)) <= 120, "pages are counted, not bytes");
  assert.ok(sizeOf((at) => at < 60 ? 5 : 5_000_000) <= 25, "runs of one value");
  assert.ok(sizeOf(() => 1, (at) => 1_000 + wave(at, 5)) <= 70, "jitter of 5 ms takes 3 bits");
  assert.ok(sizeOf(() => 1, (at) => at === 50 ? 7_777 : 1_000) <= 25, "one gap");
});
