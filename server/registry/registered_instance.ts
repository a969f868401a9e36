import type { RegisteredInstance } from "@netops/core/contracts";
import type { EurekaInstance } from "./eureka_instance.ts";
import { zoneOf } from "./eureka_instance.ts";

/**
 * Shows a Eureka instance in our own words: the app in lower case, the address it can be dialled by,
 * and from its metadata what Eureka has no field for.
 */
export function toRegisteredInstance(instance: EurekaInstance): RegisteredInstance {
  const { metadata } = instance;
  const app = instance.app.toLowerCase();
  const open = instance.port.enabled || !instance.securePort.enabled;
  return {
    id: instance.instanceId,
    app,
    cluster: metadata.cluster ?? app,
    serverGroup: metadata.serverGroup ?? metadata.cluster ?? app,
    version: metadata.version ?? "",
    region: metadata.region ?? "default",
    zone: zoneOf(instance),
    host: instance.ipAddr,
    port: open ? instance.port.number : instance.securePort.number,
    status: instance.status,
    metadata,
  };
}
