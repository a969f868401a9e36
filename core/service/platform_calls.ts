import { type Caller, createCaller } from "../clients/caller.ts";
import { AddressLinks } from "../clients/address_links.ts";
import { InstanceClients } from "../clients/instance_clients.ts";
import { createDiscovery, type Discovery } from "../clients/discovery.ts";
import { faultyDiscovery } from "../clients/faulty_discovery.ts";
import { createRoutesWatch, type RoutesWatch } from "../clients/routes_watch.ts";
import { isLoopback } from "../clients/loopback.ts";
import { createSignatureCheck } from "../nouns/instance_signature.ts";
import type { ServiceContext } from "./service_context.ts";

/** How a process of the platform reaches the others. */
export interface PlatformCalls {
  readonly caller: Caller;
  readonly discovery: Discovery;
  readonly routes: RoutesWatch;
  close(): void;
}

/**
 * Opens discovery, routes and a caller of all applications; once per process.
 *
 * Calls go to instances that this run started and to nobody else, the nearest zone first.
 */
export function openPlatformCalls(context: ServiceContext): PlatformCalls {
  const { boot, host, logger, metrics, events, tracer, scope, signal } = context;
  const { clock, timer } = host;
  const rng = host.createRng(`${boot.seed}/${boot.instanceId}/calls`);
  const control = { http: host.createHttpClient(), timer, clock, logger, rng, signal };
  const isOurs = createSignatureCheck(boot.token);
  const { points } = context.faults;
  const known = createDiscovery({
    ...control,
    registryUrl: boot.registryUrl,
    accept: (instance) => isLoopback(instance.host) && isOurs(instance),
  });
  const discovery = faultyDiscovery(known, points);
  const routes = createRoutesWatch({
    ...control,
    fleetUrl: boot.fleetUrl,
    token: boot.token,
    consumer: boot.instanceId,
  });
  const http = new InstanceClients({
    ...{ discovery, timer, links: new AddressLinks(routes) },
    create: () => host.createHttpClient({ maxIdlePerHost: 32 }),
  });
  // Both reject only when the process stops before they were ready.
  Promise.allSettled([discovery.ready, routes.ready]);
  const caller = createCaller({
    ...{ discovery, routes, http, clock, timer, rng, metrics, events, tracer, scope },
    zone: boot.zone,
    before: () => points.delay("names"),
    faults: context.faults.carrier,
  });
  return {
    ...{ caller, discovery, routes },
    close: () => {
      caller.close();
      discovery.close();
      routes.close();
      http.close();
      control.http.close();
    },
  };
}
