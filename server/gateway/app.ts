import { type HttpClient, PrincipalSeal, type Rng } from "@netops/core";
import type { InternalListener, RegisteredInstance } from "@netops/core/contracts";
import {
  AddressLinks,
  createCaller,
  createDiscovery,
  createRoutesWatch,
  createSignatureCheck,
  createUpstream,
  type Discovery,
  faultyDiscovery,
  InstanceClients,
  isLoopback,
  linkWebSockets,
  type RoutesWatch,
} from "@netops/core/clients";
import {
  createApp,
  type PlatformCalls,
  type ServiceContext,
  type ServiceParts,
} from "@netops/core/service";
import type { Hono } from "hono";
import { openVerifier } from "./auth/open_verifier.ts";
import { createChance } from "./chance.ts";
import { Gateway, type GatewayOptions } from "./gateway.ts";
import { type GatewayConfig, readGatewayConfig } from "./gateway_config.ts";
import { InternalListeners } from "./internal_listeners.ts";

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
  const { options, discovery, isReady, stopAuth } = gatewayOptions(context, config);
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
  context.metrics.onPrint(() => gateway.updateMetrics());
  const admin = adminRoutes(gateway, { options, discovery });
  // A port that is shared gets traffic as soon as it is open: know where it goes before.
  await Promise.race([isReady, host.timer.sleep(MAX_READY_WAIT_MS)]);
  return {
    handler: gateway.handlerFor({ kind: "public", hostname, port: boot.port }),
    adminHandler: (request) => admin.fetch(request),
    shared: config.shared,
    bare: true,
    meetsFaults: true,
    isHealthy: () => gateway.isHealthy(),
    leave: () => {
      gateway.sayGoodbye();
      return host.timer.sleep(GOODBYE_MS);
    },
    closeListeners: (deadlineMs) => internal.close(deadlineMs),
    stop: async () => {
      await stopAuth();
      options.upstream.close();
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
  readonly stopAuth: () => Promise<void>;
} {
  const { boot, host, metrics, logger, events, tracer, signal } = context;
  const { clock, timer } = host;
  const { ids: idRng, choices: rng, ...chance } = createChance(boot, host);
  const control = host.createHttpClient();
  const shared = { clock, timer, logger, rng: chance.waits, http: control, signal };
  const { points } = context.faults;
  const known = createDiscovery({
    ...shared,
    registryUrl: boot.registryUrl,
    accept: acceptOf(config, boot.token),
  });
  const discovery = faultyDiscovery(known, points);
  const routes = createRoutesWatch({
    ...shared,
    fleetUrl: boot.fleetUrl,
    token: boot.token,
    consumer: boot.instanceId,
  });
  const links = new AddressLinks(routes);
  const http = new InstanceClients({
    ...{ discovery, timer, links },
    create: () => host.createHttpClient({ maxIdlePerHost: 128 }),
  });
  const upstream = createUpstream({
    ...{ discovery, clock, timer, rng: chance.balancing, metrics, events, tracer },
    zone: boot.zone,
    attemptTimeoutMs: config.firstByteTimeoutMs,
    before: () => points.delay("names"),
  });
  const { runId } = boot;
  const calls = callsOf(context, { discovery, routes, http, rng: chance.calls });
  const { verifier, close } = openVerifier(context, calls);
  const stopAuth = async () => {
    await close();
    calls.close();
  };
  const seal = new PrincipalSeal(boot.token);
  const options = {
    ...{ config, runId, routes, upstream, http, verifier, seal },
    webSockets: linkWebSockets(host.webSockets, links),
    ...{ metrics, tracer, logger, clock, timer, rng, idRng },
    faults: { ...context.faults, tagger: context.faults.openTagger() },
  };
  // Both reject only when the process stops before they were ready.
  const isReady = Promise.allSettled([routes.ready, discovery.ready]);
  return { options, discovery, isReady, stopAuth };
}

/** Calls of the gateway itself, over what it knows anyway. */
function callsOf(
  { boot, host, metrics, events }: ServiceContext,
  known: {
    readonly discovery: Discovery;
    readonly routes: RoutesWatch;
    readonly http: HttpClient;
    readonly rng: Rng;
  },
): PlatformCalls {
  const { clock, timer } = host;
  const caller = createCaller({ ...known, clock, timer, metrics, events, zone: boot.zone });
  return { ...known, caller, close: () => caller.close() };
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
    const sockets = gateway.openSockets.countAt(id);
    return c.json({ isKnown, inFlight: gateway.instanceLoad.count(id), sockets });
  });
  app.get("/groups/:app/:serverGroup", (c) => {
    const { serverGroup } = c.req.param();
    // All three at once: what was chosen by an older epoch is counted in them.
    return c.json({
      epoch: options.routes.snapshot()?.epoch ?? 0,
      inFlight: gateway.groupLoad.count(serverGroup),
      sockets: gateway.openSockets.countOf(serverGroup),
    });
  });
  app.get("/ledger/:app", (c) => c.json({ groups: gateway.ledger.groupsOf(c.req.param("app")) }));
  app.get("/reachable", (c) => {
    const apps = new Set(options.routes.snapshot()?.routes.map((route) => route.app));
    return c.json(Object.fromEntries([...apps].map((name) => [name, discovery.up(name).length])));
  });
  app.get("/cohorts", (c) => c.json({ cohorts: options.faults.tagger.cohorts.list() }));
  app.get("/attempts", (c) => c.json({ attempts: gateway.attemptsLog.list() }));
  return app;
}
