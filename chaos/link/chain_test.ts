import assert from "node:assert/strict";
import { createFixedRng } from "@netops/core/testing";
import { Chain } from "./chain.ts";
import { HeldBytes } from "./held_bytes.ts";
import { Stage } from "./stage.ts";
import { createRule } from "./create_rule.ts";
import type { Toxic, ToxicType } from "./toxic.ts";

const BUFFER_BYTES = 10_000;

function toxicOf(name: string, type: ToxicType, attributes: Record<string, number>): Toxic {
  return {
    ...{ name, type, stream: "downstream", direction: "downstream", toxicity: 1, attributes },
    serial: 1,
  };
}

class Rig {
  nowMs = 0;
  readonly all: HeldBytes;
  readonly chain: Chain;
  readonly seen: string[] = [];

  constructor(limitBytes = 1_000_000) {
    this.all = new HeldBytes({ limitBytes, mostInChainBytes: 2 * BUFFER_BYTES });
    this.chain = new Chain(this.all);
  }

  add(toxic: Toxic, isActive = true): void {
    const rule = createRule(toxic, {
      ...{ attributes: toxic.attributes, rng: createFixedRng("1"), nowMs: this.nowMs },
      ...{ bufferBytes: BUFFER_BYTES, isBegun: toxic.match === undefined },
    });
    this.chain.add(new Stage(this.all, { toxic, rule, isActive }));
  }

  push(text: string, path?: string): void {
    this.chain.push({ kind: "data", data: new TextEncoder().encode(text), path }, this.nowMs);
    this.work();
  }

  end(kind: "end" | "close" = "end"): void {
    this.chain.push({ kind, data: new Uint8Array(), path: undefined }, this.nowMs);
    this.work();
  }

  /** Takes all that is out, as a sink that never blocks. */
  work(): void {
    this.chain.advance(this.nowMs);
    for (let piece = this.chain.take(); piece !== undefined; piece = this.chain.take()) {
      const text = piece.kind === "data" ? new TextDecoder().decode(piece.data) : piece.kind;
      this.seen.push(`${this.nowMs}:${text}`);
      this.chain.sinkFreed(this.nowMs);
      this.chain.advance(this.nowMs);
    }
  }

  /** Lets time pass as the one timer of a link does: from one thing that is due to the next. */
  until(endMs: number): void {
    for (let next = this.chain.nextMs; next <= endMs; next = this.chain.nextMs) {
      this.nowMs = Math.max(this.nowMs, next);
      this.work();
    }
    this.nowMs = endMs;
    this.work();
  }
}

Deno.test("a chain without toxics gives everything at once and is bypassed", () => {
  const rig = new Rig();
  assert.ok(rig.chain.isBypassed);
  rig.push("a");
  rig.end();
  assert.deepEqual(rig.seen, ["0:a", "0:end"]);
  assert.equal(rig.chain.nextMs, Infinity);
});

Deno.test("two latencies add up, and pieces wait side by side", () => {
  const rig = new Rig();
  rig.add(toxicOf("one", "latency", { latency: 100 }));
  rig.add(toxicOf("two", "latency", { latency: 50 }));
  rig.push("a");
  rig.until(10);
  rig.push("b");
  rig.until(1_000);
  assert.deepEqual(rig.seen, ["150:a", "160:b"]);
});

Deno.test("latency before bandwidth: the rate holds, the delay comes once", () => {
  const rig = new Rig();
  rig.add(toxicOf("late", "latency", { latency: 100 }));
  rig.add(toxicOf("thin", "bandwidth", { rate: 1 }));
  for (let n = 0; n < 3; n++) rig.push("x".repeat(10));
  rig.until(1_000);
  const times = rig.seen.map((line) => line.split(":")[0]);
  assert.deepEqual(times, ["110", "120", "130"]);
});

Deno.test("a late timer does not slow a rate down", () => {
  const rig = new Rig();
  rig.add(toxicOf("thin", "bandwidth", { rate: 1 }));
  let pushed = 0;
  let at = 0;
  while (rig.seen.length < 10) {
    // The source has always more to read.
    while (pushed < 10 && rig.chain.hasRoom) {
      rig.push("x".repeat(10));
      pushed++;
    }
    // The timer is 3 ms late each time.
    at = Math.max(at, rig.chain.nextMs + 3);
    rig.nowMs = at;
    rig.work();
  }
  assert.ok(at <= 103 + 1e-9, `100 bytes at 1 byte/ms were through after ${at} ms`);
});

Deno.test("a sink that was blocked gets no burst afterwards", () => {
  const rig = new Rig();
  rig.add(toxicOf("thin", "bandwidth", { rate: 1 }));
  rig.push("x".repeat(10));
  rig.nowMs = 10;
  rig.chain.advance(10);
  rig.chain.take();
  rig.push("y".repeat(10));
  rig.push("z".repeat(10));
  rig.nowMs = 5_000;
  rig.chain.sinkFreed(5_000);
  rig.until(6_000);
  const times = rig.seen.map((line) => Number(line.split(":")[0]));
  assert.equal(times[0], 5_000);
  assert.equal(times[1], 5_010);
});

Deno.test("removing a toxic lets what waited go on at once and in order, through what stays", () => {
  const rig = new Rig();
  rig.add(toxicOf("late", "latency", { latency: 10_000 }));
  rig.add(toxicOf("thin", "bandwidth", { rate: 1 }));
  rig.push("a".repeat(10));
  rig.push("b".repeat(10));
  rig.until(100);
  rig.chain.remove("late", rig.nowMs);
  rig.push("c".repeat(10));
  rig.until(1_000);
  assert.deepEqual(rig.seen.map((line) => line.slice(0, 5)), ["110:a", "120:b", "130:c"]);
  assert.equal(rig.all.bytes, 0);
});

Deno.test("removing a timeout or a reset in time gives every byte that was held", () => {
  for (const [type, attributes] of [["timeout", { timeout: 0 }], ["reset_peer", { timeout: 99 }]]) {
    const rig = new Rig();
    rig.add(toxicOf("held", type as ToxicType, attributes as Record<string, number>));
    rig.push("a");
    rig.push("b");
    rig.until(50);
    assert.deepEqual(rig.seen, []);
    rig.chain.remove("held", rig.nowMs);
    rig.work();
    rig.until(1_000);
    assert.deepEqual(rig.seen, ["50:a", "50:b"]);
    assert.ok(rig.chain.isBypassed);
  }
});

Deno.test("a shorter latency judges what waits anew from when it came", () => {
  const rig = new Rig();
  const toxic = toxicOf("late", "latency", { latency: 1_000 });
  rig.add(toxic);
  rig.push("a");
  rig.until(100);
  rig.push("b");
  rig.chain.find("late")?.update({ ...toxic, attributes: { latency: 150 } }, true, rig.nowMs);
  rig.until(2_000);
  assert.deepEqual(rig.seen, ["150:a", "250:b"]);
});

Deno.test("a timeout closes although the sink takes nothing", () => {
  const rig = new Rig();
  rig.push("x");
  rig.add(toxicOf("dead", "timeout", { timeout: 100 }));
  rig.chain.push({ kind: "data", data: new Uint8Array(5), path: undefined }, 0);
  rig.chain.advance(0);
  assert.equal(rig.chain.nextMs, 100);
  rig.chain.advance(100);
  assert.equal(rig.chain.take()?.kind, "close");
});

Deno.test("an urgent end overtakes bytes that a dead sink does not take", () => {
  const rig = new Rig();
  rig.add(toxicOf("gone", "reset_peer", { timeout: 10 }));
  rig.chain.remove("gone", 0);
  rig.push("a");
  rig.chain.push({ kind: "data", data: new Uint8Array(5), path: undefined }, 0);
  rig.chain.advance(0);
  assert.equal(rig.chain.take()?.kind, "data");
  rig.add(toxicOf("again", "reset_peer", { timeout: 10 }));
  rig.chain.push({ kind: "data", data: new Uint8Array(5), path: undefined }, 0);
  rig.chain.advance(0);
  assert.equal(rig.chain.nextMs, 10);
  rig.chain.advance(10);
  assert.equal(rig.chain.take()?.kind, "reset");
});

Deno.test("a stage holds the sender back when its buffer is full", () => {
  const rig = new Rig();
  rig.add(toxicOf("late", "latency", { latency: 1_000 }));
  let taken = 0;
  while (rig.chain.hasRoom && taken < 100_000) {
    rig.push("x".repeat(1_000));
    taken += 1_000;
  }
  assert.ok(taken <= BUFFER_BYTES + 2_000, `took ${taken} bytes`);
  rig.until(5_000);
  assert.ok(rig.chain.hasRoom);
});

Deno.test("toxics that come and go before a dead sink do not pile up what was read", () => {
  const rig = new Rig();
  rig.chain.push({ kind: "data", data: new Uint8Array(5), path: undefined }, 0);
  rig.chain.advance(0);
  rig.chain.take();
  let taken = 0;
  for (let round = 0; round < 20; round++) {
    const name = `late${round}`;
    rig.add(toxicOf(name, "latency", { latency: 1 }));
    for (let n = 0; n < 100 && rig.chain.hasRoom; n++) {
      rig.push("x".repeat(1_000));
      taken += 1_000;
    }
    rig.nowMs += 10;
    rig.work();
    rig.chain.remove(name, rig.nowMs);
    rig.work();
  }
  assert.ok(taken <= 2 * BUFFER_BYTES + 3_000, `took ${taken} bytes`);
  assert.deepEqual(rig.seen, []);
  rig.chain.sinkFreed(rig.nowMs);
  rig.until(rig.nowMs + 10);
  assert.equal(rig.seen.length, taken / 1_000);
  assert.ok(rig.chain.isBypassed);
});

Deno.test("a stage takes no more than 1,024 pieces, however small", () => {
  const rig = new Rig();
  rig.add(toxicOf("cut", "slicer", { average_size: 1 }));
  rig.add(toxicOf("late", "latency", { latency: 1_000 }));
  for (let n = 0; n < 10_000 && rig.chain.hasRoom; n++) rig.push("x");
  rig.until(900);
  assert.ok(rig.chain.heldBytes < 1_100, `${rig.chain.heldBytes} bytes are held`);
});

Deno.test("a chain does a bounded number of moves at a time, and says that there is more", () => {
  const rig = new Rig();
  rig.add(toxicOf("cut", "slicer", { average_size: 1 }));
  rig.add(toxicOf("late", "latency", { latency: 1_000 }));
  rig.chain.push({ kind: "data", data: new Uint8Array(512), path: undefined }, 0);
  rig.chain.advance(0);
  assert.equal(rig.chain.nextMs, 0);
  for (let turn = 0; turn < 20; turn++) rig.chain.advance(0);
  assert.equal(rig.chain.nextMs, 1_000);
  assert.equal(rig.chain.heldBytes, 512);
});

Deno.test("when all connections together hold too much, a stage takes one piece at a time", () => {
  const rig = new Rig(1_500);
  rig.add(toxicOf("late", "latency", { latency: 1_000 }));
  let taken = 0;
  while (rig.chain.hasRoom && taken < 100_000) {
    rig.push("x".repeat(1_000));
    taken += 1_000;
  }
  assert.ok(taken <= 3_000, `took ${taken} bytes`);
});

Deno.test("dropping a chain gives back what it held of the sum", () => {
  const rig = new Rig();
  rig.add(toxicOf("late", "latency", { latency: 1_000 }));
  rig.push("x".repeat(500));
  assert.equal(rig.all.bytes, 500);
  rig.chain.drop();
  assert.equal(rig.all.bytes, 0);
});

Deno.test("a toxic that does not act on this connection changes nothing", () => {
  const rig = new Rig();
  rig.add(toxicOf("late", "latency", { latency: 1_000 }), false);
  rig.push("a");
  assert.deepEqual(rig.seen, ["0:a"]);
  assert.deepEqual(rig.chain.active, []);
});

Deno.test("a toxic with a match acts on pieces of covered paths only, and keeps the order", () => {
  const rig = new Rig();
  rig.add({ ...toxicOf("late", "latency", { latency: 100 }), match: "*.m4s" });
  rig.push("list", "/a/list.m3u8");
  rig.push("seg", "/a/1.m4s");
  rig.until(50);
  rig.push("next", "/a/list.m3u8");
  rig.until(1_000);
  assert.deepEqual(rig.seen, ["0:list", "100:seg", "100:next"]);
});

Deno.test("a timeout with a match counts from the first byte of a covered path", () => {
  const rig = new Rig();
  rig.add({ ...toxicOf("dead", "timeout", { timeout: 100 }), match: "*.m4s" });
  rig.until(500);
  rig.push("list", "/list.m3u8");
  rig.push("seg", "/1.m4s");
  rig.until(1_000);
  assert.deepEqual(rig.seen, ["500:list", "600:close"]);
});

Deno.test("a slicer asks for reads that it can cut", () => {
  const rig = new Rig();
  assert.equal(rig.chain.readBytes, 65_536);
  rig.add(toxicOf("cut", "slicer", { average_size: 10 }));
  assert.equal(rig.chain.readBytes, 5_120);
});
