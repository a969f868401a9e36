import { INSTANCE_STATUSES, type InstanceStatus } from "@netops/core";
import { FakeClock } from "@netops/core/testing";
import assert from "node:assert/strict";
import { Overrides } from "./overrides.ts";

function resolve(
  clientStatus: InstanceStatus,
  leaseStatus: InstanceStatus | undefined,
  options: { override?: InstanceStatus; replicated?: boolean } = {},
): InstanceStatus {
  const overrides = new Overrides(new FakeClock());
  if (options.override !== undefined) overrides.set("a", options.override);
  const replicated = options.replicated ?? false;
  return overrides.resolve({ id: "a", clientStatus, leaseStatus, replicated });
}

Deno.test("a client that is neither UP nor OUT_OF_SERVICE is believed, override or not", () => {
  for (const status of ["DOWN", "STARTING", "UNKNOWN"] as const) {
    assert.equal(resolve(status, "UP", { override: "OUT_OF_SERVICE" }), status);
  }
});

Deno.test("an override comes before the lease and the client", () => {
  for (const override of INSTANCE_STATUSES) {
    assert.equal(resolve("UP", "UP", { override }), override);
    assert.equal(resolve("OUT_OF_SERVICE", undefined, { override }), override);
  }
});

Deno.test("a lease that is UP or OUT_OF_SERVICE keeps its status, but not against a peer", () => {
  assert.equal(resolve("UP", "OUT_OF_SERVICE"), "OUT_OF_SERVICE");
  assert.equal(resolve("OUT_OF_SERVICE", "UP"), "UP");
  assert.equal(resolve("UP", "OUT_OF_SERVICE", { replicated: true }), "UP");
});

Deno.test("else the client is believed", () => {
  assert.equal(resolve("UP", undefined), "UP");
  assert.equal(resolve("UP", "STARTING"), "UP");
  assert.equal(resolve("OUT_OF_SERVICE", "DOWN"), "OUT_OF_SERVICE");
});

Deno.test("an override is forgotten 1 h after its last use", () => {
  const clock = new FakeClock();
  const overrides = new Overrides(clock);
  overrides.set("a", "DOWN");
  clock.advance(3_600_000);
  assert.equal(overrides.get("a"), "DOWN");
  clock.advance(3_600_000);
  assert.equal(overrides.get("a"), "DOWN");
  clock.advance(3_600_001);
  assert.equal(overrides.get("a"), undefined);
});

Deno.test("remove() answers what it took away", () => {
  const overrides = new Overrides(new FakeClock());
  overrides.set("a", "DOWN");
  assert.equal(overrides.remove("a"), "DOWN");
  assert.equal(overrides.remove("a"), undefined);
});
