import assert from "node:assert/strict";
import { NetopsError } from "@netops/core";
import { factsOf, GuardianRig } from "./guardian_fixture.ts";

Deno.test("a fault whose targets are all gone ends, with that as the reason", async () => {
  const rig = new GuardianRig();
  const { guardian, timer } = rig;
  const { id, targets } = await guardian.inject(rig.request({ count: 2 }));
  const without = (gone: readonly string[]) =>
    factsOf(rig.facts.instances.filter((one) => !gone.includes(one.id)));
  const [first = "", second = ""] = targets.map(({ instance }) => instance);
  rig.facts = without([first]);
  await guardian.inspect();
  assert.equal(guardian.get(id).state, "active", "the other one is still hit");
  rig.facts = factsOf(
    rig.facts.instances.map((one) => one.id === second ? { ...one, pid: 9 } : one),
  );
  await Promise.all([guardian.inspect(), timer.advance(100)]);
  const { state, endReason } = guardian.get(id);
  assert.deepEqual(
    [state, endReason],
    ["undone", "its target is gone"],
    "another process has its id",
  );
});

Deno.test("what keeps a seat empty goes on when the instance is gone, as does all when nobody can tell", async () => {
  const rig = new GuardianRig();
  const { guardian } = rig;
  const outage = await guardian.inject(rig.request({ kind: "process-outage" }));
  const pause = await guardian.inject(rig.request());
  const gone = outage.targets[0]?.instance;
  rig.facts = factsOf(rig.facts.instances.filter(({ id }) => id !== gone));
  await guardian.inspect();
  assert.equal(guardian.get(outage.id).state, "active");
  rig.readInstances = () => Promise.reject(new NetopsError("UNREACHABLE", "fleet is away"));
  await guardian.inspect();
  assert.equal(guardian.get(pause.id).state, "active");
});
