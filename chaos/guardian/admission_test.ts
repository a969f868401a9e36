import assert from "node:assert/strict";
import fc from "fast-check";
import type { PsInstance } from "@netops/core/contracts";
import { createFixedRng } from "@netops/core/testing";
import { type AdmissionWorld, admit, DEFAULT_LIMITS, wantedOf } from "./admission.ts";
import { instancesOf, namesOf, readTarget } from "./targets.ts";

function instanceOf(id: string, change: Partial<PsInstance> = {}): PsInstance {
  const app = change.app ?? "hello";
  return {
    ...{ id, app, cluster: app, serverGroup: `${app}-v000`, version: "1", region: "local" },
    ...{ zone: "a", pid: 1, host: "127.0.0.1", port: 1, status: "UP", startedAtMs: 0, restarts: 0 },
    ...change,
  };
}

function worldOf(
  instances: readonly PsInstance[],
  change: Partial<AdmissionWorld> = {},
): AdmissionWorld {
  const limitsOf = () => DEFAULT_LIMITS;
  return { instances, held: new Set(), limitsOf, deploying: new Set(), ...change };
}

const requestOf = (named: readonly PsInstance[], wanted: number, takesAway = true) => ({
  ...{ named, wanted, takesAway, isAllOrNone: false, isByName: false },
  rng: createFixedRng("seed"),
});

const FOUR = ["a", "b", "c", "d"].map((name) => instanceOf(name));

Deno.test("a target is a name, a zone, a region or a link; the ground belongs to no zone", () => {
  const all = [
    ...FOUR,
    instanceOf("k", { app: "kv", zone: "-", region: "-" }),
    instanceOf("g", { app: "guardian", zone: "-", region: "-" }),
    instanceOf("z", { app: "user", zone: "b", region: "other" }),
  ];
  const ids = (text: string) => instancesOf(readTarget(text), all).map(({ id }) => id);
  assert.deepEqual(ids("hello"), ["a", "b", "c", "d"]);
  assert.deepEqual(ids("hello-v000"), ["a", "b", "c", "d"]);
  assert.deepEqual(ids("link:hello"), ["a", "b", "c", "d"]);
  assert.deepEqual(ids("c"), ["c"]);
  assert.deepEqual(ids("zone:b"), ["z"]);
  assert.deepEqual(ids("zone:-"), []);
  assert.deepEqual(ids("region:other"), ["z"]);
  assert.deepEqual(ids("kv"), ["k"]);
  assert.deepEqual(ids("guardian"), [], "who undoes faults is no target");
  assert.deepEqual(namesOf(all), ["hello", "kv", "user", "zone:a", "zone:b"]);
});

Deno.test("a target that names nobody is refused", () => {
  assert.equal(admit(requestOf([], 1), worldOf(FOUR)).refusal, "the target names no instance");
});

Deno.test("what takes instances away takes half of a group at most", () => {
  const { hit, spared, refusal } = admit(requestOf(FOUR, 4), worldOf(FOUR));
  assert.equal(refusal, undefined);
  assert.equal(hit.length, 2);
  assert.match(spared[0]?.reason ?? "", /at most 2 of 4/);
  assert.equal(
    admit(requestOf(FOUR, 4, false), worldOf(FOUR)).hit.length,
    4,
    "latency may hit all",
  );
});

Deno.test("all or none is refused when fewer may be hit, and the reason names who is spared and why", () => {
  const request = { ...requestOf(FOUR.slice(0, 2), 2), isAllOrNone: true };
  const { hit, refusal } = admit(request, worldOf(FOUR.slice(0, 2)));
  assert.deepEqual(hit, []);
  assert.match(refusal ?? "", /only 1 of 2 may be hit .*the last healthy one of hello-v000/);
});

Deno.test("the last healthy instance of a group is spared, whatever is down or held besides", () => {
  const down = [instanceOf("a"), instanceOf("b", { status: "DOWN" })];
  assert.match(admit(requestOf(down, 1), worldOf(down)).refusal ?? "", /last healthy/);
  const held = worldOf(FOUR.slice(0, 2), { held: new Set(["b"]) });
  assert.match(admit(requestOf(FOUR.slice(0, 2), 1), held).refusal ?? "", /last healthy/);
  const single = [instanceOf("only")];
  assert.match(admit(requestOf(single, 1), worldOf(single)).refusal ?? "", /last healthy/);
});

Deno.test("who is away already can be hit again by name: that takes nothing more away", () => {
  const held = worldOf([instanceOf("a", { status: "DOWN" }), instanceOf("b")], {
    held: new Set(["a"]),
  });
  const [away] = held.instances as readonly PsInstance[];
  const request = requestOf([away!], 1);
  assert.match(admit(request, held).refusal ?? "", /another fault has it/);
  assert.deepEqual(admit({ ...request, isByName: true }, held).hit, [away]);
  const deploying = { ...held, deploying: new Set(["hello"]) };
  assert.match(admit({ ...request, isByName: true }, deploying).refusal ?? "", /under deploy/);
});

Deno.test("an app has limits of its own, and none is hit while it is under deploy", () => {
  const limitsOf = () => ({ mostAwayRatio: 1, leastHealthy: 0 });
  assert.equal(admit(requestOf(FOUR, 4), worldOf(FOUR, { limitsOf })).hit.length, 4);
  const strict = () => ({ mostAwayRatio: 1, leastHealthy: 3 });
  const kept = admit(requestOf(FOUR, 4), worldOf(FOUR, { limitsOf: strict }));
  assert.equal(kept.hit.length, 1);
  assert.match(kept.spared[0]?.reason ?? "", /must keep 3/);
  const deploying = new Set(["hello"]);
  const refused = admit(requestOf(FOUR, 1, false), worldOf(FOUR, { deploying }));
  assert.match(refused.refusal ?? "", /hello is under deploy/);
});

Deno.test("the same seed draws the same instances, another one others", () => {
  const many = Array.from({ length: 40 }, (_, index) => instanceOf(`i${index}`));
  const draw = (seed: string) => {
    const request = { ...requestOf(many, 5), rng: createFixedRng(seed) };
    return admit(request, worldOf(many)).hit.map(({ id }) => id).join();
  };
  assert.equal(draw("one"), draw("one"));
  assert.notEqual(draw("one"), draw("two"));
});

Deno.test("wantedOf() takes a count, a share rounded up, one, or all", () => {
  assert.equal(wantedOf(4, { count: 3, hitsAll: false }), 3);
  assert.equal(wantedOf(3, { percent: 50, hitsAll: false }), 2);
  assert.equal(wantedOf(3, { percent: 100, hitsAll: false }), 3);
  assert.equal(wantedOf(3, { hitsAll: false }), 1);
  assert.equal(wantedOf(3, { hitsAll: true }), 3);
});

Deno.test("requests in any number and order never pass the limits of a group together", () => {
  const shape = fc.record({
    size: fc.integer({ min: 1, max: 9 }),
    down: fc.integer({ min: 0, max: 3 }),
    requests: fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 12 }),
    ratio: fc.double({ min: 0, max: 1, noNaN: true }),
    seed: fc.string(),
  });
  fc.assert(fc.property(shape, ({ size, down, requests, ratio, seed }) => {
    const group = Array.from(
      { length: size },
      (_, index) => instanceOf(`i${index}`, { status: index < down ? "DOWN" : "UP" }),
    );
    const held = new Set<string>();
    const limitsOf = () => ({ mostAwayRatio: ratio, leastHealthy: 1 });
    for (const [index, wanted] of requests.entries()) {
      const rng = createFixedRng(`${seed}${index}`);
      const request = { ...requestOf(group, wanted), rng };
      for (const { id } of admit(request, worldOf(group, { held, limitsOf })).hit) {
        assert.ok(!held.has(id), "nobody is hit twice");
        held.add(id);
      }
    }
    const healthy = group.filter(({ id, status }) => status === "UP" && !held.has(id)).length;
    if (held.size > 0) {
      assert.ok(healthy >= 1, "the last healthy one is left");
      assert.ok(size - healthy <= Math.floor(ratio * size), "the share holds");
    }
  }));
});
