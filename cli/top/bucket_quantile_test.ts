import assert from "node:assert/strict";
import { bucketQuantile } from "./bucket_quantile.ts";

const BUCKETS = new Map([[Infinity, 100], [0.1, 50], [1, 90]]);

Deno.test("a quantile lies within its bucket as far as its share of it", () => {
  assert.equal(bucketQuantile(BUCKETS, 0.5), 0.1);
  assert.equal(bucketQuantile(BUCKETS, 0.25), 0.05);
  assert.equal(bucketQuantile(BUCKETS, 0.7), 0.1 + 0.9 * 0.5);
});

Deno.test("beyond the last bound the answer is that bound, and of nothing there is none", () => {
  assert.equal(bucketQuantile(BUCKETS, 0.99), 1);
  assert.equal(bucketQuantile(new Map(), 0.5), undefined);
  assert.equal(bucketQuantile(new Map([[1, 0], [Infinity, 0]]), 0.5), undefined);
});
