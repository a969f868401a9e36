import assert from "node:assert/strict";
import { NetopsError } from "@netops/core";
import type { StageSpecOf } from "@netops/core/contracts";
import { COMMON, drive, fakeWorld } from "../stage_fixture.ts";
import { bakeStage } from "./bake_stage.ts";

const SPEC: StageSpecOf<"bake"> = {
  ...COMMON,
  ...{ name: "bake", type: "bake", from: { kind: "dir", dir: "/src/hello" } },
};

Deno.test("a bake gives the artifact out", async () => {
  const { last } = await drive(bakeStage, [fakeWorld(), SPEC]);
  assert.equal(last.status, "SUCCEEDED");
  assert.deepEqual(last.outputs, { artifact: "h1", version: "h1.c1", isNew: true });
  assert.equal(last.reason, "baked h1.c1");
});

Deno.test("what was baked before is unchanged", async () => {
  const world = fakeWorld();
  await drive(bakeStage, [world, SPEC]);
  const { last } = await drive(bakeStage, [world, SPEC]);
  assert.equal(last.outputs?.["isNew"], false);
  assert.match(last.reason ?? "", /^unchanged: h1\.c1/);
});

Deno.test("a bake whose outcome was lost is asked for again and baked once", async () => {
  const world = fakeWorld();
  const { last } = await drive(bakeStage, [world, SPEC], { crashAt: 0 });
  assert.equal(last.status, "SUCCEEDED");
  assert.deepEqual(world.platform.effects, ["bake"]);
});

Deno.test("a bake of a broken folder fails with what fleet says", async () => {
  const world = fakeWorld();
  world.platform.nextError = new NetopsError("NOT_FOUND", "Cannot find /src/hello");
  await assert.rejects(drive(bakeStage, [world, SPEC]), /Cannot find/);
});

Deno.test("a bake that is told to end bakes nothing more", async () => {
  const world = fakeWorld();
  const { last } = await drive(bakeStage, [world, SPEC], { isCanceled: () => true });
  assert.equal(last.status, "CANCELED");
  assert.deepEqual(world.platform.effects, []);
});
