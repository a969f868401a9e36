import assert from "node:assert/strict";
import type { Plant } from "../harness/planted_releases.ts";
import { type ReleaseResult, ReleaseRig } from "../harness/release_rig.ts";

/** One look after the shortest bake that shows something. */
const WORDS = [
  ...["--strategy", "canary", "--steps", "50", "--bake", "12s"],
  ...["--check", '/?n=1~"price":42'],
];
/** So few seconds see a failure in a hundred, where the look missed it; a good one needs no longer than a test. */
const WATCH = { good: "2s", bad: "5s" };
const PER_S = 200;

Deno.test("a good release is promoted, and bad ones go back while most users see nothing", async () => {
  await using rig = await ReleaseRig.up({ perS: PER_S });

  const good = await ship(rig, "good");
  assert.deepEqual([good.code, good.document.verdict], [0, "promoted"], good.document.reason);
  assert.deepEqual([good.failed, good.wrong, good.usersHit], [0, 0, 0]);
  assert.deepEqual(await rig.versions(), ["good-1"]);

  const errors = await ship(rig, "errors");
  assert.match(errors.decidedBy, /errors High|fails more requests/);
  assert.ok(errors.failed > 0);
  assert.ok(errors.failed < (errors.served + errors.failed) / 20);

  const loop = await ship(rig, "crash-loop");
  assert.match(loop.decidedBy, /died|dies|crash/);

  const wrong = await ship(rig, "wrong-data");
  assert.match(wrong.decidedBy, /check \/\?n=1 .*High/);
  assert.equal(wrong.wrong, wrong.served, "each answer of it had the wrong price");
  assert.deepEqual([wrong.failed, wrong.usersHit], [0, 0], "which no status tells");

  for (const { code, plant, document } of [errors, loop, wrong]) {
    assert.deepEqual([code, document.verdict], [5, "rolled-back"], `${plant}: ${document.reason}`);
  }
});

/** Ships a release; whatever its verdict, nobody goes without an answer, and a bad one serves nobody after it. */
async function ship(rig: ReleaseRig, plant: Plant): Promise<ReleaseResult> {
  const watch = plant === "good" ? WATCH.good : WATCH.bad;
  const result = await rig.ship(plant, { words: [...WORDS, "--watch", watch] });
  const { dropped, document, failed, usersHit } = result;
  assert.deepEqual([dropped, document.dropped], [[], 0], plant);
  assert.equal(failed, usersHit, `${plant}: the gateways count what users see`);
  if (plant !== "good") assert.deepEqual(await rig.versions(), ["good-1"]);
  return result;
}
