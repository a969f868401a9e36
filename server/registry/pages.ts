import type { Clock } from "@netops/core";
import type { Registry } from "./registry.ts";
import { toRegisteredInstance } from "./registered_instance.ts";

/** Explains what self-preservation sees and will do: the document of `netops registry explain`. */
export function explainPage(registry: Registry, clock: Clock): Record<string, unknown> {
  const nowMs = clock.monotonicMs();
  const { profile, counts, leases } = registry;
  const perWindow = (intervalMs: number) => profile.selfPreservation.windowMs / intervalMs;
  let expected = 0;
  for (const lease of leases.all()) {
    expected += perWindow(lease.instance.renewalIntervalSeconds * 1000);
  }
  const expired = leases.expired().map((lease) => ({
    id: lease.instance.instanceId,
    app: lease.instance.app.toLowerCase(),
    zone: lease.zone,
    expiredForMs: Math.round(nowMs - leases.deadlineMs(lease)),
  }));
  return {
    schema: "netops.registry.explain/v1",
    profile,
    leases: leases.size,
    renewals: { lastWindow: registry.renewalsLastWindow, expectedPerWindow: Math.round(expected) },
    expired,
    groups: registry.preservation(),
    counts: { ...counts },
  };
}

/** Lists everything in our own words: the document of `netops registry list`. */
export function listPage(registry: Registry, clock: Clock): Record<string, unknown> {
  const nowMs = clock.nowMs();
  const applications = [...registry.leases.apps()].map(([app, leases]) => ({
    app: app.toLowerCase(),
    instances: [...leases.values()].map((lease) => {
      const { id, status, host, port, zone } = toRegisteredInstance(lease.instance);
      return { id, status, host, port, zone, leaseAgeMs: Math.max(0, nowMs - lease.renewedAtMs) };
    }),
  }));
  return { schema: "netops.registry/v1", applications };
}

/** The stock server's own status, as far as one server has it; `isHeathly` is spelled as there. */
export function statusPage(registry: Registry): Record<string, unknown> {
  return {
    generalStats: { "num-of-instances": String(registry.leases.size), environment: "netops" },
    applicationStats: {
      "registered-replicas": "",
      "available-replicas": "",
      "unavailable-replicas": "",
    },
    isHeathly: true,
  };
}

/** Every status that an operator put over an instance, by its id. */
export function overridesPage(registry: Registry): Record<string, string> {
  return Object.fromEntries(registry.overrides.entries());
}

/** The last changes that the delta still knows, newest first. */
export function lastnPage(registry: Registry): Record<string, unknown> {
  const entries = registry.delta.entries().toReversed();
  const rows = (deleted: boolean) =>
    entries.filter((entry) => (entry.action === "DELETED") === deleted).map(({ lease }) => ({
      id: `${lease.instance.app}(${lease.instance.instanceId})`,
      registeredAtMs: lease.registeredAtMs,
    }));
  return { registered: rows(false), canceled: rows(true) };
}
