import assert from "node:assert/strict";
import type { TargetState } from "../intake/mod.ts";
import { targetViews } from "./target_views.ts";

const stateOf = (job: string): TargetState => ({
  target: { id: job, url: "http://127.0.0.1:9/m", labels: { job } },
  ...{ health: "up", lastError: "", lastScrapeMs: 0, lastDurationMs: 0, samples: 0 },
});

Deno.test("targets are those of the state and of the pool that is asked for", () => {
  const states = [stateOf("hello"), stateOf("shop")];
  const active = (state: string, scrapePool = "") =>
    targetViews(states, { state, scrapePool }).activeTargets.map((view) => view.scrapePool);
  assert.deepEqual(active(""), ["hello", "shop"]);
  assert.deepEqual(active("ACTIVE", "shop"), ["shop"]);
  assert.deepEqual([active("any", "nope"), active("dropped"), active("bogus")], [[], [], []]);
  const counts = (state: string) =>
    targetViews(states, { state, scrapePool: "" }).droppedTargetCounts;
  assert.deepEqual([counts("dropped"), counts("active")], [{ hello: 0, shop: 0 }, null]);
});
