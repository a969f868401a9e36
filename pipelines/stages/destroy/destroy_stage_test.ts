import assert from "node:assert/strict";
import type { StageSpecOf } from "@netops/core/contracts";
import { type FakeGroup, FakePlatform } from "../fake_platform.ts";
import { COMMON, drive, type FakeWorld, fakeWorld } from "../stage_fixture.ts";
import { destroyStage } from "./destroy_stage.ts";

const SPEC: StageSpecOf<"destroy"> = {
  ...COMMON,
  ...{ name: "end", type: "destroy", group: "hello-v001" },
};
const TWO: readonly FakeGroup[] = [
  { name: "hello-v001", weight: 40 },
  { name: "hello-v002", weight: 60 },
];

function world(groups: readonly FakeGroup[] = TWO): FakeWorld {
  return fakeWorld({ platform: new FakePlatform(groups) });
}

Deno.test("a group is disabled, drained, stopped and gone, each once, whichever look is lost", async () => {
  for (let crashAt = -1; crashAt < 9; crashAt++) {
    const one = world();
    const { last } = await drive(destroyStage, [one, SPEC], { crashAt });
    assert.equal(last.status, "SUCCEEDED", last.reason);
    assert.deepEqual(last.outputs, { group: "hello-v001" });
    assert.deepEqual(one.platform.effects, [
      "switch {hello-v001:0,hello-v002:60}",
      "stop hello-v001",
    ]);
  }
});

Deno.test("a group without requests is ended without a switch", async () => {
  const one = world([{ name: "hello-v001", weight: 0 }, { name: "hello-v002", weight: 1 }]);
  const { last } = await drive(destroyStage, [one, SPEC]);
  assert.equal(last.status, "SUCCEEDED");
  assert.deepEqual(one.platform.effects, ["stop hello-v001"]);
});

Deno.test("nothing is stopped while something is under way there", async () => {
  const one = world();
  one.platform.inFlight.set("hello-v001", 1);
  const { last } = await drive(destroyStage, [one, SPEC], { takesBack: true });
  assert.equal(last.status, "FAILED");
  assert.ok(one.platform.groupsByName.has("hello-v001"));
  assert.deepEqual(one.platform.weights(), { "hello-v001": 40, "hello-v002": 60 });
});

Deno.test("the last group with requests is never destroyed", async () => {
  const one = world([{ name: "hello-v001", weight: 1 }]);
  const { last } = await drive(destroyStage, [one, SPEC]);
  assert.match(last.reason ?? "", /only group that gets requests/);
  assert.deepEqual(one.platform.effects, []);
});

Deno.test("a name that was never there is no success", async () => {
  const { last } = await drive(destroyStage, [world(), { ...SPEC, group: "hello-v010" }]);
  assert.equal(last.status, "FAILED");
});

Deno.test("a cancel gives the requests back until the end began, and says so after", async () => {
  const early = world();
  early.platform.inFlight.set("hello-v001", 1);
  const first = await drive(destroyStage, [early, SPEC], { isCanceled: (look) => look >= 3 });
  assert.equal(first.last.status, "CANCELED");
  assert.deepEqual(early.platform.weights(), { "hello-v001": 40, "hello-v002": 60 });
  const late = world();
  const end = { isCanceled: (look: number) => look >= 5 };
  const { last } = await drive(destroyStage, [late, SPEC], end);
  assert.equal(last.status, "CANCELED");
  assert.match(last.reason ?? "", /cannot be taken back/);
});
