import type { InternalListener, RegisteredInstance } from "@netops/core/contracts";
import {
  createDiscovery,
  createRoutesWatch,
  createSignatureCheck,
  createUpstream,
  type Discovery,
  isLoopback,
} from "@netops/core/clients";
import { createApp, type ServiceContext, type ServiceParts } from "@netops/core/service";
import type { Hono } from "hono";
import { createChance } from "./chance.ts";
import { Gateway, type GatewayOptions } from "./gateway.ts";
import { type GatewayConfig, readGatewayConfig } from "./gateway_config.ts";
import { InstanceClients } from "./instance_clients.ts";
import { InternalListeners } from "./internal_listeners.ts";
import { NO_TOKEN_IS_VALID } from "./token_verifier.ts";

/** How long a start waits for routes and instances before it serves without. */
const MAX_READY_WAIT_MS = 1_500;

/**
 * How long a gateway that stops says `connection: close` before it closes.
 *
 * Closing cuts a connection on which the next request is already on its way. Who calls at least
 * this often has turned to another gateway by then.
 */
const GOODBYE_MS = 300;

/** Builds the gateway process: public port, internal listeners, admin routes. */
export async function buildGateway(context: ServiceContext): Promise<ServiceParts> {
  const { boot, host, logger, signal } = context;
  const config = readGatewayConfig(boot.config);
  const { options, discovery, isReady } = gatewayOptions(context, config);
  const gateway = new Gateway(options);
  const hostname = boot.host;
  const internal = new InternalListeners({
    hostname,
    shared: config.shared,
    httpServer: host.httpServer,
    logger,
    handlerFor: (listener: InternalListener) =>
      gateway.handlerFor({ kind: "internal", hostname, ...listener }),
  });
  options.routes.onChange((snapshot) => void internal.apply(snapshot.listeners));
  signal.addEventListener("abort", () => gateway.openSockets.closeAll(), { once: true });
  const stopGauges = host.timer.every(1_000, () => gateway.updateGauges());
  const admin = adminRoutes(gateway, { options, discovery });
  // A port that is shared gets traffic as soon as it is open: know where it goes before.
  await Promise.race([isReady, host.timer.sleep(MAX_READY_WAIT_MS)]);
  return {
    handler: gateway.handlerFor({ kind: "public", hostname, port: boot.port }),
    adminHandler: (request) => admin.fetch(request),
    shared: config.shared,
    bare: true,
    isHealthy: () => gateway.isHealthy(),
    leave: () => {
      gateway.sayGoodbye();
      return host.timer.sleep(GOODBYE_MS);
    },
    closeListeners: (deadlineMs) => internal.close(deadlineMs),
    stop: () => {
      stopGauges();
      options.upstream.close();
      return Promise.resolve();
    },
  };
}

function gatewayOptions(
  context: ServiceContext,
  config: GatewayConfig,
): {
  readonly options: GatewayOptions;
  readonly discovery: Discovery;
  readonly isReady: Promise<unknown>;
} {
  const { boot, host, metrics, logger, events, signal } = context;
  const { clock, timer, webSockets } = host;
  const { ids: idRng, choices: rng, ...chance } = createChance(boot, host);
  const control = host.createHttpClient();
  const shared = { clock, timer, logger, rng: chance.waits, http: control, signal };
  const discovery = createDiscovery({
    ...shared,
    registryUrl: boot.registryUrl,
    accept: acceptOf(config, boot.token),
  });
  const http = new InstanceClients({
    ...{ discovery, timer },
    create: () => host.createHttpClient({ maxIdlePerHost: 128 }),
  });
  const routes = createRoutesWatch({
    ...shared,
    fleetUrl: boot.fleetUrl,
    token: boot.token,
    consumer: boot.instanceId,
  });
  const upstream = createUpstream({
    ...{ discovery, clock, timer, rng: chance.balancing, metrics, events },
    zone: boot.zone,
    attemptTimeoutMs: config.firstByteTimeoutMs,
  });
  const { runId } = boot;
  const verifier = NO_TOKEN_IS_VALID;
  const options = {
    ...{ config, runId, routes, upstream, http, webSockets, verifier },
    ...{ metrics, logger, clock, timer, rng, idRng },
  };
  // Both reject only when the process stops before they were ready.
  return { options, discovery, isReady: Promise.allSettled([routes.ready, discovery.ready]) };
}

/** Gateways dial loopback only, and there only who this run started, unless strangers are allowed. */
function acceptOf(
  config: GatewayConfig,
  runToken: string,
): (instance: RegisteredInstance) => boolean {
  const isOurs = config.allowStrangers ? () => true : createSignatureCheck(runToken);
  return (instance) => isLoopback(instance.host) && isOurs(instance);
}

/** Routes of the admin port, behind the onion; `/healthz` and `/metrics` are the onion's own. */
function adminRoutes(
  gateway: Gateway,
  { options, discovery }: { readonly options: GatewayOptions; readonly discovery: Discovery },
): Hono {
  const app = createApp();
  app.get("/routes", (c) => c.json(options.routes.snapshot() ?? null));
  app.get("/instances/:app/:id", (c) => {
    const { app: name, id } = c.req.param();
    const isKnown = discovery.instances(name).some((instance) => instance.id === id);
    return c.json({ isKnown, inFlight: gateway.instanceLoad.count(id) });
  });
  app.get("/reachable", (c) => {
    const apps = new Set(options.routes.snapshot()?.routes.map((route) => route.app));
    return c.json(Object.fromEntries([...apps].map((name) => [name, discovery.up(name).length])));
  });
  app.get("/attempts", (c) => c.json({ attempts: gateway.attemptsLog.list() }));
  return app;
}
