import assert from "node:assert/strict";
import { FakeClock } from "@netops/core/testing";
import { SharedAnswers } from "./shared_answers.ts";

Deno.test("viewers that ask the same at the same time share one answer, which grows old", async () => {
  const clock = new FakeClock();
  const shared = new SharedAnswers<number>(clock);
  let asked = 0;
  const ask = () => Promise.resolve(++asked);
  assert.deepEqual(await Promise.all([shared.get("a", ask), shared.get("a", ask)]), [1, 1]);
  assert.equal(await shared.get("b", ask), 2);
  clock.advance(1_000);
  assert.equal(await shared.get("a", ask), 3);
});

Deno.test("no more than 64 answers are kept, the newest of them", async () => {
  const shared = new SharedAnswers<number>(new FakeClock());
  let asked = 0;
  const ask = () => Promise.resolve(++asked);
  for (let n = 0; n < 65; n++) await shared.get(`k${n}`, ask);
  assert.equal(await shared.get("k64", ask), 65);
  assert.equal(await shared.get("k0", ask), 66);
});
