import assert from "node:assert/strict";
import type { Rng } from "@netops/core";
import { createHost } from "@netops/core/host";
import { createChance } from "./chance.ts";

const OWNER = { seed: "7", instanceId: "gateway-v000-ab12" };

function drawsOf(rng: Rng): number[] {
  return Array.from({ length: 20 }, () => rng.integer(1_000_000));
}

Deno.test("createChance() draws the same for the same seed and instance, and ids never", () => {
  const [one, two] = [createChance(OWNER, createHost()), createChance(OWNER, createHost())];
  for (const name of ["choices", "balancing", "waits", "calls"] as const) {
    assert.deepEqual(drawsOf(one[name]), drawsOf(two[name]), name);
  }
  assert.notDeepEqual(drawsOf(one.ids), drawsOf(two.ids));
});

Deno.test("createChance() draws otherwise for another seed, another instance, another purpose", () => {
  const host = createHost();
  const base = createChance(OWNER, host);
  const first = drawsOf(base.choices);
  assert.notDeepEqual(drawsOf(base.balancing), first);
  assert.notDeepEqual(drawsOf(base.waits), first);
  assert.notDeepEqual(drawsOf(createChance({ ...OWNER, seed: "8" }, host).choices), first);
  const other = createChance({ ...OWNER, instanceId: "gateway-v000-cd34" }, host);
  assert.notDeepEqual(drawsOf(other.choices), first);
});
