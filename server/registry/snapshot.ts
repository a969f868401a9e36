import type { InstanceStatus } from "@netops/core";
import type { EurekaInstance } from "./eureka_instance.ts";
import type { Registry } from "./registry.ts";

/** What is kept of a registry, so that the next life of it does not begin with an empty world. */
export interface RegistrySnapshot {
  readonly schema: "netops.registry.snapshot/v1";
  /** Only the run that wrote it may read it: instances of an earlier run are gone. */
  readonly runId: string;
  readonly instances: readonly {
    readonly instance: EurekaInstance;
    readonly registeredAtMs: number;
    readonly serviceUpAtMs: number;
  }[];
  readonly overrides: readonly (readonly [string, InstanceStatus])[];
}

/** Takes down what a registry lists now. */
export function takeSnapshot(registry: Registry, runId: string): RegistrySnapshot {
  return {
    schema: "netops.registry.snapshot/v1",
    runId,
    instances: [...registry.leases.all()].map((lease) => ({
      instance: lease.instance,
      registeredAtMs: lease.registeredAtMs,
      serviceUpAtMs: lease.serviceUpAtMs,
    })),
    overrides: registry.overrides.entries(),
  };
}

/** Lists what the snapshot lists, each with a fresh lease; answers how many. Nothing counts as a change. */
export function restoreSnapshot(
  registry: Registry,
  snapshot: RegistrySnapshot,
  runId: string,
): number {
  if (snapshot.schema !== "netops.registry.snapshot/v1" || snapshot.runId !== runId) return 0;
  for (const [id, status] of snapshot.overrides) registry.overrides.set(id, status);
  for (const { instance, registeredAtMs, serviceUpAtMs } of snapshot.instances) {
    const lease = registry.leases.grant(instance);
    lease.registeredAtMs = registeredAtMs;
    lease.serviceUpAtMs = serviceUpAtMs;
  }
  return snapshot.instances.length;
}
