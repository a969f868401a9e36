import assert from "node:assert/strict";
import { plainFailure, plainStop } from "./failure_words.ts";

Deno.test("what engines report becomes words, and the same thing the same words", () => {
  const said = [
    "HTTP 503",
    "HTTP 404",
    "HTTP 403",
    "fragLoadTimeOut",
    "fragLoadError",
    "no answer",
  ];
  assert.deepEqual(said.map(plainFailure), [
    "answered with an error (503)",
    "does not hold the file",
    "refused the request",
    "took too long to answer",
    "did not answer",
    "did not answer",
  ]);
});

Deno.test("a stop for want of data is told from any other", () => {
  const network = ["levelLoadError", "HTTP 503", "Nothing came any more", "no answer"];
  assert.equal(new Set(network.map(plainStop)).size, 1);
  assert.notEqual(plainStop("bufferAppendError of a codec"), plainStop("no answer"));
});
