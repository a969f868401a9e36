import assert from "node:assert/strict";
import type { PsInstance } from "@netops/core/contracts";
import type { FleetFacts } from "./fleet_facts.ts";
import { makeSnapshot } from "./make_snapshot.ts";
import { statusesOf } from "./registry_reader.ts";

function instance(id: string, app: string, status: PsInstance["status"] = "UP"): PsInstance {
  return { id, app, serverGroup: app, status } as PsInstance;
}

function snapshotOf(instances: PsInstance[], statuses = new Map<string, string>()) {
  const fleet = { source: { okAtMs: 1 }, ps: { schema: "netops.ps/v1", instances } } as FleetFacts;
  const registry = { source: { okAtMs: 1 }, statuses };
  const rest = { atMs: 1, registryUrl: "", gateways: [], traffic: {}, events: [] };
  return makeSnapshot({ fleet, registry, ...rest });
}

Deno.test("makeSnapshot() names the instances that fleet has up and the registry does not", () => {
  const instances = [instance("a-1", "a"), instance("a-2", "a"), instance("a-3", "a", "DOWN")];
  const ground = [instance("fleet-1", "fleet"), instance("registry-1", "registry")];
  const statuses = new Map([["a-1", "UP"], ["a-2", "OUT_OF_SERVICE"]]);
  const { registry } = snapshotOf([...instances, ...ground], statuses).head;
  assert.deepEqual([registry.missing, registry.total, registry.up], [["a-2"], 2, 1]);
});

Deno.test("makeSnapshot() makes a row for an app that only its instances tell of", () => {
  const { apps } = snapshotOf([instance("keeper-1", "keeper"), instance("job-1", "job", "DOWN")]);
  assert.deepEqual([apps["keeper"]?.tier, apps["keeper"]?.status], ["ground", "UP"]);
  assert.deepEqual([apps["job"]?.tier, apps["job"]?.up, apps["job"]?.status], [
    "service",
    0,
    "DOWN",
  ]);
});

Deno.test("statusesOf() reads lists of one that stand as the thing itself", () => {
  const one = { instanceId: "a-1", status: "UP" };
  const body = { applications: { application: { name: "A", instance: one } } };
  assert.deepEqual([...statusesOf(body)], [["a-1", "UP"]]);
  assert.deepEqual([...statusesOf({ applications: null })], []);
});
