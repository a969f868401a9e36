import assert from "node:assert/strict";
import { createFixedRng } from "@netops/core/testing";
import { type Piece, type PieceKind } from "../piece.ts";
import { createRule } from "../create_rule.ts";
import type { StageRule } from "../stage_rule.ts";
import type { ToxicType } from "../toxic.ts";

function ruleOf(
  type: ToxicType,
  attributes: Record<string, number>,
  options: { readonly seed?: string; readonly isBegun?: boolean } = {},
): StageRule {
  const toxic = {
    ...{ name: "t", type, stream: "downstream", direction: "downstream" as const },
    ...{ toxicity: 1, attributes, serial: 1 },
  };
  return createRule(toxic, {
    attributes,
    rng: createFixedRng(options.seed ?? "1"),
    nowMs: 1_000,
    bufferBytes: 1_000_000,
    isBegun: options.isBegun ?? true,
  });
}

function pieceOf(sizeBytes: number, atMs = 1_000, kind: PieceKind = "data"): Piece {
  return { kind, data: new Uint8Array(sizeBytes), atMs, dueMs: atMs, path: undefined };
}

function told(pieces: readonly Piece[]): [PieceKind, number, number][] {
  return pieces.map(({ kind, data, dueMs }) => [kind, data.byteLength, dueMs]);
}

Deno.test("latency delays data from when it came, and not the end", () => {
  const rule = ruleOf("latency", { latency: 100, jitter: 0 });
  assert.deepEqual(told(rule.admit(pieceOf(10, 1_000))), [["data", 10, 1_100]]);
  assert.deepEqual(told(rule.admit(pieceOf(10, 1_003))), [["data", 10, 1_103]]);
  assert.deepEqual(told(rule.admit(pieceOf(0, 1_004, "end"))), [["end", 0, 1_004]]);
});

Deno.test("latency draws its jitter evenly from [latency − jitter, latency + jitter)", () => {
  const rule = ruleOf("latency", { latency: 100, jitter: 40 });
  const delays = Array.from({ length: 4_000 }, () => rule.admit(pieceOf(1))[0]!.dueMs - 1_000);
  assert.ok(Math.min(...delays) >= 60 && Math.min(...delays) < 62);
  assert.ok(Math.max(...delays) < 140 && Math.max(...delays) > 138);
  const mean = delays.reduce((sum, delay) => sum + delay, 0) / delays.length;
  assert.ok(Math.abs(mean - 100) < 2, `mean ${mean}`);
});

Deno.test("latency never lets data leave before it came, however big the jitter", () => {
  const rule = ruleOf("latency", { latency: 1, jitter: 500 });
  for (let n = 0; n < 100; n++) assert.ok(rule.admit(pieceOf(1))[0]!.dueMs >= 1_000);
});

Deno.test("bandwidth lets n bytes leave n / rate ms after those before", () => {
  const rule = ruleOf("bandwidth", { rate: 10 });
  assert.deepEqual(told(rule.admit(pieceOf(500))), [["data", 500, 1_050]]);
  assert.deepEqual(told(rule.admit(pieceOf(500, 1_001))), [["data", 500, 1_100]]);
  assert.deepEqual(told(rule.admit(pieceOf(100, 2_000))), [["data", 100, 2_010]]);
});

Deno.test("bandwidth cuts what takes long into slices of 100 ms", () => {
  const rule = ruleOf("bandwidth", { rate: 10 });
  assert.deepEqual(told(rule.admit(pieceOf(2_500))), [
    ["data", 1_000, 1_100],
    ["data", 1_000, 1_200],
    ["data", 500, 1_250],
  ]);
});

Deno.test("bandwidth of 0 or less lets nothing through until it changes", () => {
  for (const rate of [0, -5]) {
    const rule = ruleOf("bandwidth", { rate });
    assert.deepEqual(told(rule.admit(pieceOf(10))), [["data", 10, Infinity]]);
    rule.update({ rate: 1 }, 3_000);
    assert.deepEqual(told(rule.admit(pieceOf(10))), [["data", 10, 3_010]]);
  }
});

Deno.test("slow_close holds back the end and nothing else", () => {
  const rule = ruleOf("slow_close", { delay: 300 });
  assert.deepEqual(told(rule.admit(pieceOf(10))), [["data", 10, 1_000]]);
  assert.deepEqual(told(rule.admit(pieceOf(0, 1_000, "end"))), [["end", 0, 1_300]]);
  assert.deepEqual(told(rule.admit(pieceOf(0, 1_000, "close"))), [["close", 0, 1_300]]);
});

Deno.test("timeout closes when its time has passed since the start or the last data", () => {
  const rule = ruleOf("timeout", { timeout: 200 });
  assert.equal(rule.wakeMs, 1_200);
  assert.deepEqual(told(rule.admit(pieceOf(10, 1_150))), [["data", 10, Infinity]]);
  assert.equal(rule.wakeMs, 1_350);
  assert.deepEqual(told(rule.wake!()), [["close", 0, 1_350]]);
  assert.equal(rule.wakeMs, Infinity);
});

Deno.test("timeout of 0 never closes by itself, but when the sender ends", () => {
  const rule = ruleOf("timeout", { timeout: 0 });
  assert.equal(rule.wakeMs, Infinity);
  assert.deepEqual(told(rule.admit(pieceOf(0, 1_400, "end"))), [["close", 0, 1_400]]);
});

Deno.test("timeout that waits for a matching request begins with its first byte", () => {
  const rule = ruleOf("timeout", { timeout: 200 }, { isBegun: false });
  assert.equal(rule.wakeMs, Infinity);
  rule.admit(pieceOf(1, 1_500));
  assert.equal(rule.wakeMs, 1_700);
});

Deno.test("reset_peer breaks the connection its timeout after the first thing that comes", () => {
  const rule = ruleOf("reset_peer", { timeout: 50 });
  assert.deepEqual(told(rule.admit(pieceOf(10))), [["reset", 0, 1_050], ["data", 10, Infinity]]);
  assert.deepEqual(told(rule.admit(pieceOf(10))), [["data", 10, Infinity]]);
});

Deno.test("slicer gives back every byte in order, in slices of average ± variation", () => {
  const rule = ruleOf("slicer", { average_size: 100, size_variation: 20, delay: 0 });
  const data = Uint8Array.from({ length: 4_000 }, (_, index) => index % 251);
  const slices = rule.admit({ ...pieceOf(0), data });
  assert.deepEqual(slices.flatMap((slice) => [...slice.data]), [...data]);
  assert.ok(slices.length > 30);
  for (const slice of slices) assert.ok(slice.data.byteLength <= 120 && slice.data.byteLength > 0);
});

Deno.test("slicer sends slices its delay of µs apart, also over pieces", () => {
  const rule = ruleOf("slicer", { average_size: 10, size_variation: 0, delay: 500 });
  assert.deepEqual(rule.admit(pieceOf(20)).map(({ dueMs }) => dueMs), [1_000, 1_000.5]);
  assert.deepEqual(rule.admit(pieceOf(10)).map(({ dueMs }) => dueMs), [1_001]);
});

Deno.test("slicer without a size cuts single bytes and stays within 1,024 slices a piece", () => {
  const sizes = (bytes: number) =>
    ruleOf("slicer", { average_size: 0 }).admit(pieceOf(bytes)).map(({ data }) => data.byteLength);
  assert.deepEqual(sizes(4), [1, 1, 1, 1]);
  assert.ok(sizes(65_536).length <= 1_024);
});

Deno.test("slicer draws the same slices from the same seed and others from another", () => {
  const sizes = (seed: string) =>
    ruleOf("slicer", { average_size: 50, size_variation: 30 }, { seed })
      .admit(pieceOf(5_000)).map(({ data }) => data.byteLength).join();
  assert.equal(sizes("a"), sizes("a"));
  assert.notEqual(sizes("a"), sizes("b"));
});

Deno.test("limit_data lets its bytes through and closes, counting over updates", () => {
  const rule = ruleOf("limit_data", { bytes: 100 });
  assert.deepEqual(told(rule.admit(pieceOf(60))), [["data", 60, 1_000]]);
  rule.update({ bytes: 80 }, 1_000);
  assert.deepEqual(told(rule.admit(pieceOf(60))), [["data", 20, 1_000], ["close", 0, 1_000]]);
});

Deno.test("limit_data of exactly what came closes behind it, and of 0 at once", () => {
  const exact = ruleOf("limit_data", { bytes: 60 }).admit(pieceOf(60));
  assert.deepEqual(told(exact), [["data", 60, 1_000], ["close", 0, 1_000]]);
  const none = ruleOf("limit_data", { bytes: 0 }).admit(pieceOf(60));
  assert.deepEqual(told(none), [["close", 0, 1_000]]);
});

Deno.test("noop changes nothing", () => {
  assert.deepEqual(told(ruleOf("noop", {}).admit(pieceOf(5))), [["data", 5, 1_000]]);
});
