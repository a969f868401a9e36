import assert from "node:assert/strict";
import { findFaultKind } from "../../faults/catalogue.ts";
import { instance } from "../monkey_fixture.ts";
import { SIMIAN_STRATEGIES } from "./simian_strategies.ts";
import { strategiesOf } from "./strategies.ts";
import { canApply } from "./strategy.ts";

/** Source: the keys of SimianArmy's BasicChaosMonkey, in the order in which it registers them. */
const NAMES = [
  ...["ShutdownInstance", "BlockAllNetworkTraffic", "DetachVolumes", "BurnCpu", "BurnIO"],
  ...["KillProcesses", "NullRoute", "FailEc2", "FailDns", "FailDynamoDb", "FailS3"],
  ...["FillDisk", "NetworkCorruption", "NetworkLatency", "NetworkLoss"],
];

Deno.test("all fifteen strategies of the Simian Army are there, and only ShutdownInstance is on by itself", () => {
  assert.deepEqual(SIMIAN_STRATEGIES.map(({ name }) => name), NAMES);
  const on = SIMIAN_STRATEGIES.filter(({ isOn }) => isOn).map(({ name }) => name);
  assert.deepEqual(on, ["ShutdownInstance"]);
});

for (const strategy of [...strategiesOf("chaos"), ...strategiesOf("latency")]) {
  Deno.test(`${strategy.name} is a fault that can be made, with an undo`, () => {
    const kind = findFaultKind(strategy.faultKind);
    assert.ok(kind !== undefined);
    assert.equal(kind.parameters.safeParse(strategy.parameters).success, true);
    assert.ok(kind.undo.length > 10);
    assert.ok(kind.targets.includes("instance"));
    // Nothing is drawn for an instance that the kind then refuses.
    if (strategy.appliesTo === "any") assert.equal(kind.appliesTo, "any");
    else assert.equal(kind.appliesTo, "builtin");
  });
}

Deno.test("canApply() asks for a process of netops where the fault is inside of it", () => {
  const of = (name: string) => SIMIAN_STRATEGIES.find((one) => one.name === name)!;
  const user = instance("shop-0");
  const oca = instance("oca-0", { adminUrl: "http://127.0.0.1:2" });
  assert.deepEqual([canApply(of("BurnCpu"), user), canApply(of("BurnCpu"), oca)], [true, true]);
  assert.deepEqual([canApply(of("FailDns"), user), canApply(of("FailDns"), oca)], [false, true]);
  const stranger = instance("oca-0", { app: "oca" });
  assert.equal(canApply(of("FillDisk"), stranger), false);
  const billing = instance("billing-0", { adminUrl: "http://127.0.0.1:2" });
  assert.deepEqual(
    [canApply(of("FillDisk"), oca), canApply(of("FillDisk"), billing)],
    [true, false],
  );
});
