/**
 * Compares the chunk form of telemetry's series store with bit-level Gorilla: bytes a sample, and the time
 * to write and to read one, on series as a platform of services has them.
 *
 * Run: `deno run -A bench/series_codec.ts [rounds]`. A round writes and reads every chunk of a kind with both
 * codecs, in alternating order; the least time of all rounds is shown, since others share the machine.
 */
import { createHost } from "@netops/core/host";
import { ByteWriter } from "../server/telemetry/series/byte_writer.ts";
import { ChunkEncoder, decodeChunk } from "../server/telemetry/series/chunk_codec.ts";
import { SampleBuffer } from "../server/telemetry/series/sample_buffer.ts";
import { decodeGorilla, encodeGorilla } from "./series_codec_gorilla.ts";

const SAMPLES = 120;
const CHUNKS = 200;

const { createRng } = createHost();
const rng = createRng("series");
const chance = () => rng.next();
/** A number of events in a step: normal for many, a sum of coins for few. */
const events = (mean: number) => {
  if (mean < 20) {
    let count = 0;
    for (let toss = 0; toss < 40; toss++) if (chance() < mean / 40) count++;
    return count;
  }
  const normal = Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance());
  return Math.max(0, Math.round(mean + normal * Math.sqrt(mean)));
};

interface Kind {
  readonly name: string;
  readonly jitterMs?: number;
  /** Gives the next value, from the one before. */
  readonly next: (value: number) => number;
  readonly first?: number;
}

const KINDS: readonly Kind[] = [
  { name: "constant", next: (value) => value, first: 1 },
  { name: "counter 1000/s", next: (value) => value + events(1_000), first: 123_456_789 },
  { name: "counter 50/s", next: (value) => value + events(50), first: 987_654 },
  { name: "counter 0.2/s", next: (value) => value + events(0.2), first: 321 },
  { name: "histogram bucket", next: (value) => value + events(5), first: 54_321 },
  { name: "histogram sum, s", next: (value) => value + chance() * 2, first: 4_711.25 },
  { name: "gauge, small whole", next: () => events(12) },
  { name: "gauge, bytes", next: (value) => value + 4_096 * (events(8) - 8), first: 181_403_648 },
  { name: "gauge, 3 decimals", next: () => Math.round(chance() * 1_000) / 1_000 },
  { name: "gauge, any double", next: () => chance() },
  {
    name: "counter, 3 ms jitter",
    jitterMs: 3,
    next: (value) => value + events(50),
    first: 987_654,
  },
  { name: "constant, 20 ms jitter", jitterMs: 20, next: (value) => value, first: 1 },
];

interface Source {
  readonly buffer: SampleBuffer;
  readonly offsetsMs: Float64Array;
}

function makeChunks({ next, first = 0, jitterMs = 0 }: Kind): Source[] {
  let value = first;
  return Array.from({ length: CHUNKS }, () => {
    const buffer = new SampleBuffer(SAMPLES);
    const offsetsMs = new Float64Array(SAMPLES);
    for (let at = 0; at < SAMPLES; at++) {
      value = next(value);
      buffer.values[at] = value;
      if (at > 0) offsetsMs[at] = at * 1_000 + Math.round((chance() - 0.5) * 2 * jitterMs);
    }
    buffer.length = SAMPLES;
    return { buffer, offsetsMs };
  });
}

interface Result {
  bytes: number;
  writeNs: number;
  readNs: number;
}

function perSampleNs(run: () => void): number {
  const startedMs = performance.now();
  run();
  return (performance.now() - startedMs) * 1e6 / (CHUNKS * SAMPLES);
}

const encoder = new ChunkEncoder();
const writer = new ByteWriter(1 << 20);

function measureOurs(sources: readonly Source[]): Result {
  const offsets: number[] = [];
  const writeNs = perSampleNs(() => {
    writer.clear();
    for (const { buffer, offsetsMs } of sources) {
      offsets.push(writer.length);
      encoder.encode(writer, { buffer, offsetsMs, start: 0, count: SAMPLES });
    }
  });
  const into = new SampleBuffer(SAMPLES);
  const bytes = writer.written();
  const readNs = perSampleNs(() => {
    for (const offset of offsets) {
      into.length = 0;
      decodeChunk({ bytes, offset, count: SAMPLES, fromMs: 0 }, into);
    }
  });
  assertSame(into, sources.at(-1));
  return { bytes: bytes.length / (CHUNKS * SAMPLES), writeNs, readNs };
}

function measureGorilla(sources: readonly Source[]): Result {
  let chunks: Uint8Array[] = [];
  const writeNs = perSampleNs(() => {
    chunks = sources.map(({ buffer, offsetsMs }) =>
      encodeGorilla({ offsetsMs, bits: buffer.bits, count: SAMPLES })
    );
  });
  const into = new SampleBuffer(SAMPLES);
  const target = { offsetsMs: into.timestampsMs, bits: into.bits, count: SAMPLES };
  const readNs = perSampleNs(() => {
    for (const chunk of chunks) decodeGorilla(chunk, target);
  });
  assertSame(into, sources.at(-1));
  const sizeBytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  return { bytes: sizeBytes / (CHUNKS * SAMPLES), writeNs, readNs };
}

function assertSame(read: SampleBuffer, source: Source | undefined): void {
  for (let at = 0; at < SAMPLES; at++) {
    const isSame = read.values[at] === source?.buffer.values[at] &&
      read.timestampsMs[at] === source?.offsetsMs[at];
    if (!isSame) throw new Error(`Sample ${at} changed`);
  }
}

function least(results: readonly Result[]): Result {
  const of = (pick: (result: Result) => number) => Math.min(...results.map(pick));
  return { bytes: of((r) => r.bytes), writeNs: of((r) => r.writeNs), readNs: of((r) => r.readNs) };
}

const rounds = Number(Deno.args[0] ?? 15);
const ways = [measureOurs, measureGorilla] as const;
const cell = (number: number) => number.toFixed(2).padStart(8);
console.log(`${SAMPLES} samples a chunk, least of ${rounds} rounds; bytes and ns are per sample\n`);
const head = ["bytes", "write ns", "read ns"].map((title) => title.padStart(9)).join("");
console.log(`${"".padEnd(24)}${head}   Gorilla:${head}`);
const sums = [0, 0, 0, 0, 0, 0];
for (const kind of KINDS) {
  const sources = makeChunks(kind);
  const results: [Result[], Result[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? [0, 1] as const : [1, 0] as const;
    for (const way of order) results[way].push(ways[way](sources));
  }
  const row = results.map(least).flatMap(({ bytes, writeNs, readNs }) => [bytes, writeNs, readNs]);
  row.forEach((value, at) => sums[at] = (sums[at] ?? 0) + value / KINDS.length);
  print(kind.name, row);
}
print("mean", sums);

function print(name: string, row: readonly number[]): void {
  const cells = row.map((value) => ` ${cell(value)}`);
  console.log(
    `${name.padEnd(24)}${cells.slice(0, 3).join("")}           ${cells.slice(3).join("")}`,
  );
}
