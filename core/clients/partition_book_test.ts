import assert from "node:assert/strict";
import { PartitionBook } from "./partition_book.ts";

const at = (partition: number, offset: number) => ({ topic: "t", partition, offset });

Deno.test("a message is handled only when it is the next one of its partition", () => {
  const book = new PartitionBook();
  book.assign(at(0, 5));
  assert.equal(book.handled(at(0, 4)), false);
  assert.equal(book.handled(at(1, 5)), false);
  assert.equal(book.handled(at(0, 5)), true);
  assert.equal(book.handled(at(0, 5)), false);
  assert.deepEqual(book.offsets, [at(0, 6)]);
});

Deno.test("a partition that failed is left out until its wait is over; the wait grows", () => {
  const book = new PartitionBook();
  book.assign(at(0, 5));
  book.assign(at(1, 0));
  const waitMs = (failures: number) => failures * 100;
  assert.equal(book.failed(at(0, 5), waitMs, 0), 1);
  assert.deepEqual(book.readable(99), [at(1, 0)]);
  assert.equal(book.nextOpeningMs(40), 60);
  assert.equal(book.readable(100).length, 2);
  assert.equal(book.failed(at(0, 5), waitMs, 100), 2);
  assert.equal(book.nextOpeningMs(100), 200);
  book.handled(at(0, 5));
  assert.equal(book.failed(at(0, 6), waitMs, 400), 1);
});

Deno.test("a failure of what is no longer next pauses nothing", () => {
  const book = new PartitionBook();
  book.assign(at(0, 5));
  book.assign(at(0, 0));
  assert.equal(book.failed(at(0, 5), () => 100, 0), 0);
  assert.equal(book.nextOpeningMs(0), Infinity);
});

Deno.test("each partition comes first in its turn, so that none starves", () => {
  const book = new PartitionBook();
  for (const partition of [0, 1, 2]) book.assign(at(partition, 0));
  const firsts = [1, 2, 3].map(() => book.readable(0)[0]?.partition);
  assert.deepEqual(firsts, [0, 1, 2]);
});

Deno.test("of a retired partition nothing is handed over, but what is in hand may end", () => {
  const book = new PartitionBook();
  book.assign(at(0, 5));
  book.retire(at(0, 0));
  assert.equal(book.isNext(at(0, 5)), false);
  assert.deepEqual(book.readable(0), []);
  assert.equal(book.handled(at(0, 5)), true);
  book.drop(at(0, 0));
  assert.equal(book.handled(at(0, 6)), false);
});
