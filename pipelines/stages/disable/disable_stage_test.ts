import assert from "node:assert/strict";
import { NetopsError } from "@netops/core";
import type { StageSpecOf } from "@netops/core/contracts";
import { type FakeGroup, FakePlatform } from "../fake_platform.ts";
import { COMMON, drive, type FakeWorld, fakeWorld } from "../stage_fixture.ts";
import { disableStage } from "./disable_stage.ts";

const SPEC: StageSpecOf<"disable"> = {
  ...COMMON,
  ...{ name: "off", type: "disable", group: "hello-v001" },
};
const TWO: readonly FakeGroup[] = [
  { name: "hello-v001", weight: 40 },
  { name: "hello-v002", weight: 60 },
];

function world(groups: readonly FakeGroup[] = TWO): FakeWorld {
  return fakeWorld({ platform: new FakePlatform(groups) });
}

Deno.test("a group loses its requests in one switch, whichever look is lost", async () => {
  for (let crashAt = -1; crashAt < 6; crashAt++) {
    const one = world();
    const { last } = await drive(disableStage, [one, SPEC], { crashAt });
    assert.equal(last.status, "SUCCEEDED", last.reason);
    assert.deepEqual(last.outputs, { group: "hello-v001", epoch: 2 });
    assert.deepEqual(one.platform.effects, ["switch {hello-v001:0,hello-v002:60}"]);
    assert.ok(one.platform.groupsByName.has("hello-v001"));
  }
});

Deno.test("it is done only when nothing is under way there any more", async () => {
  const one = world();
  one.platform.inFlight.set("hello-v001", 3);
  const before = (look: number) => look === 6 && one.platform.inFlight.clear();
  const { steps, last } = await drive(disableStage, [one, SPEC], { before: (n) => void before(n) });
  assert.equal(last.status, "SUCCEEDED");
  assert.ok(steps.some(({ reason = "" }) => /still has 3 requests/.test(reason)));
});

Deno.test("what never ends fails the stage in time and takes it back, and a silent gateway is named", async () => {
  const busy = world();
  busy.platform.inFlight.set("hello-v001", 1);
  const { last } = await drive(disableStage, [busy, SPEC], { takesBack: true });
  assert.equal(last.status, "FAILED");
  assert.match(last.reason ?? "", /1 requests.*after 60 s/);
  assert.deepEqual(busy.platform.weights(), { "hello-v001": 40, "hello-v002": 60 });
  const silent = world();
  silent.platform.silent = ["gateway-a1"];
  const deaf = await drive(disableStage, [silent, SPEC], { takesBack: true });
  assert.match(deaf.last.reason ?? "", /gateway-a1 did not say/);
});

Deno.test("the last group with requests is never disabled, also when nothing of it is up", async () => {
  for (const up of [2, 0]) {
    const one = world([{ name: "hello-v001", weight: 40, up }, { name: "hello-v002", weight: 0 }]);
    const { last } = await drive(disableStage, [one, SPEC]);
    assert.equal(last.status, "FAILED");
    assert.match(last.reason ?? "", /refused by the traffic guard: .*only group/);
    assert.deepEqual(one.platform.effects, []);
  }
});

Deno.test("nor is a group beside which nothing is up, or that only has rules", async () => {
  const down = world([{ name: "hello-v001", weight: 40 }, {
    ...{ name: "hello-v002", weight: 60, up: 0 },
  }]);
  const { last } = await drive(disableStage, [down, SPEC]);
  assert.match(last.reason ?? "", /0 of 2 instances would be left/);
  const ruled = world([{ name: "hello-v001", weight: 40 }, { name: "hello-v002", weight: 0 }]);
  const [route] = ruled.platform.snapshot.routes;
  const rules = [{ name: "r", serverGroup: "hello-v002", cohortRatio: 0.1 }];
  ruled.platform.snapshot = { ...ruled.platform.snapshot, routes: [{ ...route!, rules }] };
  assert.equal((await drive(disableStage, [ruled, SPEC])).last.status, "FAILED");
});

Deno.test("somebody else's switch in between is taken into account", async () => {
  const one = world();
  const before = (look: number) => {
    if (look === 1) one.platform.nextError = new NetopsError("CONFLICT", "Cannot switch");
    if (look !== 2) return;
    const [route] = one.platform.snapshot.routes;
    const groups = [
      { serverGroup: "hello-v001", weight: 80 },
      { serverGroup: "hello-v002", weight: 20 },
    ];
    one.platform.snapshot = {
      ...one.platform.snapshot,
      ...{ epoch: 9, routes: [{ ...route!, groups }] },
    };
  };
  const { last } = await drive(disableStage, [one, SPEC], { before });
  assert.equal(last.status, "SUCCEEDED");
  assert.deepEqual(one.platform.effects, ["switch {hello-v001:0,hello-v002:20}"]);
});

Deno.test("a cancel gives the group what it had, once, whichever look is lost", async () => {
  for (let crashAt = -1; crashAt < 6; crashAt++) {
    const one = world();
    one.platform.inFlight.set("hello-v001", 1);
    const options = { crashAt, isCanceled: (look: number) => look >= 4 };
    const { last } = await drive(disableStage, [one, SPEC], options);
    assert.equal(last.status, "CANCELED");
    assert.deepEqual(one.platform.weights(), { "hello-v001": 40, "hello-v002": 60 });
    assert.equal(one.platform.effects.length, 2);
  }
});

Deno.test("a cancel after a switch that was not noted gives back as well", async () => {
  const one = world();
  const options = { crashAt: 1, isCanceled: (look: number) => look >= 2 };
  const { last } = await drive(disableStage, [one, SPEC], options);
  assert.equal(last.status, "CANCELED");
  assert.deepEqual(one.platform.weights(), { "hello-v001": 40, "hello-v002": 60 });
});

Deno.test("a group that died meanwhile gets nothing back, and the stage says so", async () => {
  const one = world();
  one.platform.inFlight.set("hello-v001", 1);
  const before = (look: number) => {
    const group = one.platform.groupsByName.get("hello-v001")!;
    if (look === 4) one.platform.groupsByName.set("hello-v001", { ...group, up: 0 });
  };
  const options = { before, isCanceled: (look: number) => look >= 4 };
  const { last } = await drive(disableStage, [one, SPEC], options);
  assert.match(last.reason ?? "", /left without requests/);
});

Deno.test("a name that is not there, or of another app, fails and says what there is", async () => {
  const missing = await drive(disableStage, [world(), { ...SPEC, group: "hello-v009" }]);
  assert.match(missing.last.reason ?? "", /no server group hello-v009.*hello-v001, hello-v002/);
  const foreign = world([{ name: "shop-v001", app: "shop", weight: 1 }]);
  const { last } = await drive(disableStage, [foreign, { ...SPEC, group: "shop-v001" }]);
  assert.match(last.reason ?? "", /belongs to shop/);
  assert.deepEqual(foreign.platform.effects, []);
});
