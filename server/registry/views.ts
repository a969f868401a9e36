import type { InstanceStatus } from "@netops/core";
import type { ApplicationsView, ApplicationView, InstanceView } from "./eureka_instance.ts";
import { hashCodeOf } from "./hash_code.ts";
import type { Lease } from "./lease_table.ts";
import type { Registry } from "./registry.ts";

const FULL_FETCH_VERSION = 1;

/** Everything that is registered. */
export function fullView(registry: Registry): ApplicationsView {
  const applications = [...registry.leases.apps()]
    .map(([name, leases]) => ({ name, instances: [...leases.values()] }));
  return { deltaVersion: FULL_FETCH_VERSION, hashCode: hashOf(registry), applications };
}

/** What changed of late, with the hash code of everything that is registered. */
export function deltaView(registry: Registry): ApplicationsView {
  const instances = registry.delta.entries()
    .map((entry): InstanceView => ({ ...entry.lease, actionType: entry.action }));
  return {
    deltaVersion: registry.delta.revision,
    hashCode: hashOf(registry),
    applications: groupByApp(instances),
  };
}

/** The instances whose vip (or secure vip) list names `vip`; empty when none does. */
export function vipView(
  registry: Registry,
  vip: string,
  field: "vipAddress" | "secureVipAddress",
): ApplicationsView {
  const found = [...registry.leases.all()].filter((lease) => hasVip(lease, vip, field));
  return {
    deltaVersion: FULL_FETCH_VERSION,
    hashCode: hashCodeOf(found.map((lease) => lease.instance.status)),
    applications: groupByApp(found),
  };
}

/** One application, or undefined when nothing of it is registered. */
export function appView(registry: Registry, app: string): ApplicationView | undefined {
  const leases = registry.leases.ofApp(app);
  return leases === undefined ? undefined : { name: app, instances: [...leases] };
}

function hashOf(registry: Registry): string {
  return hashCodeOf(statuses(registry));
}

function* statuses(registry: Registry): Iterable<InstanceStatus> {
  for (const lease of registry.leases.all()) yield lease.instance.status;
}

function hasVip(lease: Lease, vip: string, field: "vipAddress" | "secureVipAddress"): boolean {
  const list = lease.instance.texts[field];
  return list !== undefined && (list === vip || list.split(",").some((one) => one.trim() === vip));
}

function groupByApp(instances: readonly InstanceView[]): ApplicationView[] {
  const byApp = new Map<string, InstanceView[]>();
  for (const view of instances) {
    const list = byApp.get(view.instance.app);
    if (list === undefined) byApp.set(view.instance.app, [view]);
    else list.push(view);
  }
  return [...byApp].map(([name, list]) => ({ name, instances: list }));
}
