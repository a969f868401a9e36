import assert from "node:assert/strict";
import type { StageSpecOf } from "@netops/core/contracts";
import { type FakeGroup, FakePlatform } from "../fake_platform.ts";
import { COMMON, drive, type FakeWorld, fakeWorld } from "../stage_fixture.ts";
import { resizeStage } from "./resize_stage.ts";

const SPEC: StageSpecOf<"resize"> = {
  ...COMMON,
  ...{ name: "size", type: "resize", group: "hello-v001", replicas: 4 },
};
const TWO: readonly FakeGroup[] = [
  { name: "hello-v001", weight: 40 },
  { name: "hello-v002", weight: 60 },
];

function world(groups: readonly FakeGroup[] = TWO): FakeWorld {
  return fakeWorld({ platform: new FakePlatform(groups) });
}

function settleAt(at: number) {
  return (look: number, { platform }: FakeWorld) => {
    if (look >= at) platform.settle("hello-v001");
  };
}

Deno.test("a group gets so many instances and is waited for, whichever look is lost", async () => {
  for (let crashAt = -1; crashAt < 6; crashAt++) {
    const one = world();
    const { steps, last } = await drive(resizeStage, [one, SPEC], { crashAt, before: settleAt(5) });
    assert.equal(last.status, "SUCCEEDED", last.reason);
    assert.deepEqual(last.outputs, { group: "hello-v001", replicas: 4 });
    assert.deepEqual(one.platform.effects, ["resize hello-v001 4"]);
    assert.ok(steps.length > 3);
  }
});

Deno.test("fewer instances count when those that went are gone", async () => {
  const one = world([{ name: "hello-v001", weight: 1, desired: 3 }]);
  const { steps } = await drive(resizeStage, [one, { ...SPEC, replicas: 1 }], {
    before: settleAt(4),
  });
  assert.equal(steps[2]?.reason, "3 of 1 instances of hello-v001 are healthy, 3 are there");
});

Deno.test("a group with requests keeps an instance that is up", async () => {
  const none = world();
  const { last } = await drive(resizeStage, [none, { ...SPEC, replicas: 0 }]);
  assert.equal(last.reason, "refused: hello-v001 gets requests; disable it first");
  assert.deepEqual(none.platform.effects, []);
  const off = world([{ name: "hello-v001", weight: 0 }, { name: "hello-v002", weight: 60 }]);
  const empty = await drive(resizeStage, [off, { ...SPEC, replicas: 0 }], { before: settleAt(3) });
  assert.equal(empty.last.status, "SUCCEEDED");
});

Deno.test("a fixed port leaves room for one instance, and netops.yaml is named", async () => {
  const one = world([{ name: "hello-v001", weight: 1, isPortFixed: true }]);
  const { last } = await drive(resizeStage, [one, SPEC]);
  assert.match(last.reason ?? "", /fixed port.*netops\.yaml/);
});

Deno.test("what does not come up fails in time, or at once when it will not, and is taken back", async () => {
  const late = world();
  const slow = await drive(resizeStage, [late, SPEC], { takesBack: true });
  assert.equal(
    slow.last.reason,
    "Cannot go on as 2 of 4 instances of hello-v001 are healthy, 2 are there after 120 s",
  );
  assert.equal(late.platform.groupsByName.get("hello-v001")?.desired, 2);
  const loops = world([{ name: "hello-v001", weight: 1, failure: "dies again and again" }]);
  const { last, steps } = await drive(resizeStage, [loops, SPEC], { takesBack: true });
  assert.match(last.reason ?? "", /hello-v001 dies again and again$/);
  assert.equal(steps.length, 3);
  assert.deepEqual(loops.platform.effects, ["resize hello-v001 4", "resize hello-v001 2"]);
});

Deno.test("somebody else's size is not overwritten", async () => {
  const one = world();
  const before = (look: number) => void (look === 3 && one.platform.resize("hello-v001", 7));
  const { last } = await drive(resizeStage, [one, SPEC], { before });
  assert.equal(last.reason, "somebody else set hello-v001 to 7 instances meanwhile");
});

Deno.test("a cancel gives as many as there were, also after a resize that was not noted", async () => {
  for (const crashAt of [-1, 1]) {
    const one = world();
    const options = { crashAt, isCanceled: (look: number) => look >= 2 };
    const { last } = await drive(resizeStage, [one, SPEC], options);
    assert.equal(last.status, "CANCELED");
    assert.equal(one.platform.groupsByName.get("hello-v001")?.desired, 2);
  }
  const untouched = world();
  await drive(resizeStage, [untouched, SPEC], { isCanceled: () => true });
  assert.deepEqual(untouched.platform.effects, []);
});
