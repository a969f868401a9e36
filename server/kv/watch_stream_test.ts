import assert from "node:assert/strict";
import { WatchBoard } from "./watch_board.ts";
import { watchStream } from "./watch_stream.ts";
import type { Entry } from "./wire/answers.ts";
import { decodeWithOracle } from "./wire/test_schema.ts";

/** Two watched keys whose values a test changes by hand. */
class Bench {
  readonly board = new WatchBoard();
  readonly keys = [Uint8Array.of(1), Uint8Array.of(2)];
  readonly versions: (number | undefined)[] = [undefined, undefined];
  readonly abort = new AbortController();
  readonly reader = watchStream({
    keys: this.keys,
    board: this.board,
    read: () => this.keys.map((key, i) => this.#entry(key, this.versions[i])),
    signal: this.abort.signal,
  }).getReader();

  set(index: number, version: number | undefined): void {
    this.versions[index] = version;
    this.board.changed([this.keys[index] as Uint8Array]);
  }

  /** The next frame: versions of its keys, or `ping`, or `end`. */
  async next(): Promise<unknown> {
    const { value, done } = await this.reader.read();
    if (done) return "end";
    if (value.length === 4) return "ping";
    const output = decodeWithOracle("WatchOutput", value.subarray(4));
    // deno-lint-ignore no-explicit-any
    return output.keys.map((key: any) => key.entryIfChanged?.versionstamp?.[7] ?? null);
  }

  #entry(key: Uint8Array, version: number | undefined): Entry | undefined {
    return version === undefined ? undefined : { key, data: key, encoding: 3, version };
  }
}

Deno.test("a watch tells the state at once, and again when a key changes", async () => {
  const bench = new Bench();
  assert.deepEqual(await bench.next(), [null, null]);
  bench.set(1, 5);
  assert.deepEqual(await bench.next(), [null, 5]);
  bench.set(1, undefined);
  assert.deepEqual(await bench.next(), [null, null]);
  await bench.reader.cancel();
});

Deno.test("a slow reader gets the newest state instead of a backlog", async () => {
  const bench = new Bench();
  await bench.next();
  for (let version = 1; version <= 100; version++) bench.set(0, version);
  const first = await bench.next();
  const second = await bench.next();
  assert.deepEqual([first, second], [[1, null], [100, null]]);
  await bench.reader.cancel();
});

Deno.test("a wake without news sends nothing; a ping sends an empty frame", async () => {
  const bench = new Bench();
  await bench.next();
  bench.set(0, undefined);
  bench.board.ping();
  assert.equal(await bench.next(), "ping");
  await bench.reader.cancel();
});

Deno.test("a reader that leaves is taken off the board", async () => {
  const bench = new Bench();
  assert.equal(bench.board.size, 1);
  await bench.reader.cancel();
  assert.equal(bench.board.size, 0);
  bench.set(0, 1);
  bench.board.ping();
});

Deno.test("the stream ends when its signal aborts", async () => {
  const bench = new Bench();
  await bench.next();
  bench.abort.abort();
  assert.equal(await bench.next(), "end");
  assert.equal(bench.board.size, 0);
});

Deno.test("a watcher hears its own keys only, and once for many", () => {
  const board = new WatchBoard();
  let wakes = 0;
  const keys = [Uint8Array.of(1), Uint8Array.of(2)];
  const remove = board.add({ keys, wake: () => void wakes++, ping: () => {} });
  board.changed([Uint8Array.of(3)]);
  assert.equal(wakes, 0);
  board.changed(keys);
  assert.equal(wakes, 1);
  remove();
  board.changed(keys);
  assert.equal(wakes, 1);
});
