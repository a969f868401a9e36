import assert from "node:assert/strict";
import { FakeClock } from "@netops/core/testing";
import { LastKnown } from "./last_known.ts";

function world(options: { freshMs?: number; mostAgeMs?: number } = {}) {
  const clock = new FakeClock();
  const fallbacks: unknown[] = [];
  const known = new LastKnown<number>({
    clock,
    freshMs: options.freshMs ?? 0,
    mostAgeMs: options.mostAgeMs ?? 1_000,
    onFallback: (error) => fallbacks.push(error),
  });
  return { clock, fallbacks, known };
}

const away = () => Promise.reject(new Error("away"));

Deno.test("the last answer stands in while it is young enough, and is counted", async () => {
  const { clock, fallbacks, known } = world();
  await known.get("k", () => Promise.resolve(1));
  clock.advance(1_000);
  assert.equal(await known.get("k", away), 1);
  assert.equal(fallbacks.length, 1);
  clock.advance(1);
  await assert.rejects(known.get("k", away), /away/);
});

Deno.test("nobody is answered by what was said of somebody else", async () => {
  const { known } = world();
  await known.get("k", () => Promise.resolve(1));
  await assert.rejects(known.get("other", away), /away/);
});

Deno.test("an answer that stood in does not grow younger", async () => {
  const { clock, known } = world();
  await known.get("k", () => Promise.resolve(1));
  clock.advance(600);
  await known.get("k", away);
  clock.advance(600);
  await assert.rejects(known.get("k", away), /away/);
});

Deno.test("a fresh answer is not asked for again, an old one is", async () => {
  const { clock, known } = world({ freshMs: 500 });
  let asked = 0;
  const ask = () => Promise.resolve(++asked);
  assert.deepEqual([await known.get("k", ask), await known.get("k", ask)], [1, 1]);
  clock.advance(500);
  assert.equal(await known.get("k", ask), 2);
});

Deno.test("askers at the same time share one question only where answers may be shared", async () => {
  for (const [freshMs, questions] of [[500, 1], [0, 3]] as const) {
    const { known } = world({ freshMs });
    let asked = 0;
    const ask = () => Promise.resolve(++asked);
    await Promise.all([known.get("k", ask), known.get("k", ask), known.get("k", ask)]);
    assert.equal(asked, questions);
  }
});
