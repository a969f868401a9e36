import assert from "node:assert/strict";
import { lookMetric } from "../deploy/deploy_fixture.ts";
import { byWeight, isBad } from "./deploy_words.ts";

Deno.test("what is bad comes first, and what does not count last", () => {
  const metrics = [
    lookMetric({ name: "muted", classification: "High", muted: true }),
    lookMetric({ name: "good", critical: false }),
    lookMetric({ name: "gap", classification: "Nodata", critical: false }),
    lookMetric({ name: "bad", classification: "High", critical: false }),
    lookMetric({ name: "fatal", classification: "High" }),
  ];
  assert.deepEqual(byWeight(metrics).map(({ name }) => name), [
    "fatal",
    "bad",
    "gap",
    "good",
    "muted",
  ]);
  assert.deepEqual(metrics.filter(isBad).map(({ name }) => name), ["bad", "fatal"]);
});
