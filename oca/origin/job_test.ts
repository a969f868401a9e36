import assert from "node:assert/strict";
import { etaOf, type JobRecord, nextStep, ratioOf, stepsOf, viewOf } from "./job.ts";
import type { MovieFacts } from "./movie_facts.ts";

const MOVIE: MovieFacts = {
  durationS: 12,
  video: { index: 0, width: 640, height: 360, frameRate: { count: 24, perS: 1 } },
  audio: { index: 1, language: "en" },
  captions: [],
};
const NEW: JobRecord = {
  ...{ id: "j1", titleId: "movie", title: "Movie", state: "queued", createdAtMs: 5, done: [] },
};
const PROBED: JobRecord = { ...NEW, state: "running", movie: MOVIE, done: ["probe"] };

Deno.test("a job knows its steps when the movie was probed", () => {
  assert.deepEqual(stepsOf(NEW), ["probe"]);
  assert.deepEqual(
    stepsOf(PROBED),
    ["probe", "v0", "v1", "v2", "a0", "poster", "package", "verify", "publish"],
  );
  const captions = [{ index: 2, language: "en" }];
  assert.ok(stepsOf({ movie: { ...MOVIE, captions } }).includes("captions"));
});

Deno.test("nextStep() is the first that is not done", () => {
  assert.equal(nextStep(NEW), "probe");
  assert.equal(nextStep(PROBED), "v0");
  assert.equal(nextStep({ ...PROBED, done: ["probe", "v0", "v1"] }), "v2");
  assert.equal(nextStep({ ...PROBED, done: stepsOf(PROBED) }), undefined);
});

Deno.test("the ratio rises with every step and within a step, from 0 to 1", () => {
  const seen = [ratioOf(NEW, 0)];
  for (const [index] of stepsOf(PROBED).entries()) {
    const job = { ...PROBED, done: stepsOf(PROBED).slice(0, index) };
    seen.push(ratioOf(job, 0), ratioOf(job, 0.5));
  }
  seen.push(ratioOf({ ...PROBED, state: "done", done: stepsOf(PROBED) }, 0));
  assert.equal(seen[0], 0);
  assert.equal(seen.at(-1), 1);
  for (let i = 1; i < seen.length; i++) assert.ok(seen[i]! >= seen[i - 1]!);
  assert.equal(ratioOf(PROBED, 7), ratioOf(PROBED, 1), "a step is never more than done");
});

Deno.test("etaOf() goes by the pace since then, and says nothing too early", () => {
  assert.equal(etaOf(0.5, { sinceMs: 0, ratioThen: 0.25, nowMs: 10_000 }), 20_000);
  assert.equal(etaOf(0.255, { sinceMs: 0, ratioThen: 0.25, nowMs: 10_000 }), undefined);
});

Deno.test("viewOf() tells of the step it is at and not of the movie", () => {
  const view = viewOf({ ...PROBED, done: ["probe", "v0"] }, { stepRatio: 0.5 });
  assert.equal(view.step, "v1");
  assert.deepEqual(view.steps.slice(0, 3), [
    { name: "probe", done: true },
    { name: "v0", done: true },
    { name: "v1", done: false },
  ]);
  assert.ok(!("movie" in view) && !("etaMs" in view));
});
