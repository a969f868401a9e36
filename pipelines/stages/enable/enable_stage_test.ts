import assert from "node:assert/strict";
import { NetopsError } from "@netops/core";
import type { StageSpecOf } from "@netops/core/contracts";
import { type FakeGroup, FakePlatform } from "../fake_platform.ts";
import { COMMON, drive, type FakeWorld, fakeWorld } from "../stage_fixture.ts";
import { enableStage } from "./enable_stage.ts";

const SPEC: StageSpecOf<"enable"> = {
  ...COMMON,
  ...{ name: "on", type: "enable", group: "hello-v002" },
};
const TWO: readonly FakeGroup[] = [
  { name: "hello-v001", weight: 100, desired: 4 },
  { name: "hello-v002", weight: 0, desired: 2 },
];

function world(groups: readonly FakeGroup[] = TWO): FakeWorld {
  return fakeWorld({ platform: new FakePlatform(groups) });
}

Deno.test("a group gets its part beside the others in one switch, whichever look is lost", async () => {
  for (let crashAt = -1; crashAt < 5; crashAt++) {
    const one = world();
    const { last } = await drive(enableStage, [one, SPEC], { crashAt });
    assert.equal(last.status, "SUCCEEDED", last.reason);
    assert.deepEqual(last.outputs, { group: "hello-v002", epoch: 2 });
    assert.deepEqual(one.platform.effects, ["switch {hello-v001:100,hello-v002:50}"]);
  }
});

Deno.test("a group that is not behind the route yet is put behind it", async () => {
  const one = world([{ name: "hello-v001", weight: 100 }, { name: "hello-v002" }]);
  await drive(enableStage, [one, SPEC]);
  assert.deepEqual(one.platform.weights(), { "hello-v001": 100, "hello-v002": 100 });
});

Deno.test("it waits until all of the group is healthy", async () => {
  const one = world([{ name: "hello-v001", weight: 100 }, {
    ...{ name: "hello-v002", weight: 0, desired: 2, up: 1 },
  }]);
  const before = (look: number) => look === 3 && one.platform.settle("hello-v002");
  const { steps, last } = await drive(enableStage, [one, SPEC], { before: (n) => void before(n) });
  assert.equal(steps[0]?.reason, "waits: 1 of 2 instances of hello-v002 are healthy");
  assert.equal(last.status, "SUCCEEDED");
});

Deno.test("what never comes up fails: in time, at once when it loops, and when it is empty", async () => {
  const slow = world([{ name: "hello-v002", weight: 0, desired: 2, up: 1 }]);
  const late = await drive(enableStage, [slow, SPEC]);
  assert.equal(late.last.reason, "1 of 2 instances of hello-v002 are healthy after 120 s");
  const loops = world([{ name: "hello-v002", weight: 0, up: 0, failure: "dies again and again" }]);
  const looping = await drive(enableStage, [loops, SPEC]);
  assert.equal(looping.steps.length, 1);
  assert.equal(looping.last.reason, "hello-v002 dies again and again");
  const empty = await drive(enableStage, [
    world([{ name: "hello-v002", weight: 0, desired: 0 }]),
    SPEC,
  ]);
  assert.match(empty.last.reason ?? "", /no instances: resize it first/);
  assert.deepEqual([slow, loops].flatMap(({ platform }) => platform.effects), []);
});

Deno.test("it is done only when everybody routes by the new epoch", async () => {
  const one = world();
  one.platform.silent = ["gateway-a1"];
  const before = (look: number) => void (look === 5 && (one.platform.silent = []));
  const { steps, last } = await drive(enableStage, [one, SPEC], { before });
  assert.ok(steps.some(({ reason }) => reason === "waits until gateway-a1 route by epoch 2"));
  assert.equal(last.status, "SUCCEEDED");
});

Deno.test("a refusal of the guard is waited out, and a conflict is derived anew", async () => {
  const one = world();
  const errors: Record<number, NetopsError> = {
    1: new NetopsError("REFUSED", "Cannot switch as hello-v002 has 1 of 2"),
    2: new NetopsError("CONFLICT", "Cannot switch as the epoch is 7"),
  };
  const before = (look: number) => one.platform.nextError = errors[look];
  const { steps, last } = await drive(enableStage, [one, SPEC], { before });
  assert.ok(steps.some(({ reason }) => /has 1 of 2/.test(reason ?? "")));
  assert.equal(last.status, "SUCCEEDED");
  assert.equal(one.platform.effects.length, 1);
});

Deno.test("a cancel takes the requests away again, also after a switch that was not noted", async () => {
  for (const crashAt of [-1, 1]) {
    const one = world();
    one.platform.silent = ["gateway-a1"];
    const options = { crashAt, isCanceled: (look: number) => look >= 2 };
    const { last } = await drive(enableStage, [one, SPEC], options);
    assert.equal(last.status, "CANCELED");
    assert.deepEqual(one.platform.weights(), { "hello-v001": 100, "hello-v002": 0 });
  }
});

Deno.test("a cancel leaves requests where nobody else would answer them", async () => {
  const one = world([{ name: "hello-v002", weight: 0 }]);
  one.platform.silent = ["gateway-a1"];
  const { last } = await drive(enableStage, [one, SPEC], { isCanceled: (look) => look >= 3 });
  assert.match(last.reason ?? "", /keeps its requests/);
  assert.deepEqual(one.platform.weights(), { "hello-v002": 100 });
});

Deno.test("a group that had requests before is left as it is, also by a cancel", async () => {
  const one = world([{ name: "hello-v001", weight: 1 }, { name: "hello-v002", weight: 1 }]);
  one.platform.silent = ["gateway-a1"];
  const { last } = await drive(enableStage, [one, SPEC], { isCanceled: (look) => look >= 2 });
  assert.equal(last.status, "CANCELED");
  assert.deepEqual(one.platform.effects, []);
});
