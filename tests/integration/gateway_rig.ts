import { createHost } from "@netops/core/host";
import { type HttpListener, PrincipalSeal } from "@netops/core";
import type { Discovery, RoutesWatch } from "@netops/core/clients";
import type { RegisteredInstance, Route, RouteSnapshot } from "@netops/core/contracts";
import type { CohortBook, FaultBook } from "@netops/core/faults";
import { MetricRegistry, openServiceFaults, SpanTracer } from "@netops/core/service";
import { RecordingLogger } from "@netops/core/testing";
import { Gateway } from "../../server/gateway/gateway.ts";
import { GATEWAY_DEFAULTS, type GatewayConfig } from "../../server/gateway/gateway_config.ts";
import type { ListenerIdentity } from "../../server/gateway/request_context.ts";
import type { TokenVerifier } from "../../server/gateway/token_verifier.ts";
import { createRigUpstream } from "./gateway_rig_upstream.ts";

type RouteOptions = Partial<Omit<Route, "key" | "app">>;

/** The run token of a rig: who knows it opens the seals of its gateway. */
export const RIG_TOKEN = "rig-token";

/** A gateway on a real port in this process, in front of origins that tests start. */
export interface GatewayRig {
  readonly gateway: Gateway;
  readonly port: number;
  readonly url: string;
  readonly metrics: MetricRegistry;
  readonly logger: RecordingLogger;
  /** What is made to fail at this gateway. */
  readonly faults: FaultBook;
  /** What it counted of experiments with arms. */
  readonly cohorts: CohortBook;
  /** Puts an instance that listens on `port` behind the route of `app`. */
  register(app: string, port: number, serverGroup?: string): RegisteredInstance;
  setStatus(instance: RegisteredInstance, status: RegisteredInstance["status"]): void;
  /** Starts an origin in this process and registers it. */
  origin(
    app: string,
    handler: Deno.ServeHandler,
    serverGroup?: string,
  ): Promise<RegisteredInstance>;
  route(app: string, options?: RouteOptions): void;
  /** Opens one more listener of the same gateway. */
  listen(listener: Pick<ListenerIdentity, "kind" | "app">): Promise<HttpListener>;
  closePublic(deadlineMs: number): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts a rig; every listener and client of it is closed by `await using`. */
export async function startGatewayRig(
  options: {
    readonly config?: Partial<GatewayConfig>;
    readonly verifier?: TokenVerifier;
  } = {},
): Promise<GatewayRig> {
  const host = createHost();
  const world = new RigWorld();
  const http = host.createHttpClient({ maxIdlePerHost: 64 });
  const metrics = new MetricRegistry();
  const logger = new RecordingLogger();
  const config = { ...GATEWAY_DEFAULTS, ...options.config };
  const { discovery } = world;
  const { firstByteTimeoutMs } = config;
  const upstream = createRigUpstream({ discovery, host, metrics, firstByteTimeoutMs });
  const who = { app: "gateway", instanceId: "gateway-1", token: RIG_TOKEN };
  const faults = openServiceFaults(who, host, metrics);
  const gateway = new Gateway({
    faults: { ...faults, tagger: faults.openTagger() },
    tracer: new SpanTracer({
      clock: host.clock,
      rng: host.createRng("rig"),
      keep: () => undefined,
    }),
    config,
    runId: "run-1",
    routes: world.routes,
    upstream,
    http,
    webSockets: host.webSockets,
    verifier: options.verifier ?? { verify: () => undefined },
    seal: new PrincipalSeal(RIG_TOKEN),
    metrics,
    logger,
    clock: host.clock,
    timer: host.timer,
    rng: host.createRng("rig"),
    idRng: host.createRng("rig/ids"),
  });
  const closers: (() => Promise<void>)[] = [];
  const listen = async (listener: Pick<ListenerIdentity, "kind" | "app">) => {
    const port = freePort();
    const hostname = "127.0.0.1";
    const handler = gateway.handlerFor({ ...listener, hostname, port });
    const open = await host.httpServer.listen({ hostname, port }, handler);
    closers.push(() => open.close(2_000));
    return open;
  };
  const open = await listen({ kind: "public" });
  return {
    gateway,
    port: open.port,
    url: `http://127.0.0.1:${open.port}`,
    metrics,
    logger,
    faults: faults.book,
    cohorts: faults.openTagger().cohorts,
    register: (app, port, serverGroup) => world.register(app, port, serverGroup),
    setStatus: (instance, status) => world.setStatus(instance, status),
    origin: (app, handler, serverGroup) => {
      const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, handler);
      closers.push(() => server.shutdown());
      return Promise.resolve(world.register(app, server.addr.port, serverGroup));
    },
    route: (app, routeOptions) => world.setRoute(app, routeOptions),
    listen,
    closePublic: (deadlineMs) => open.close(deadlineMs),
    [Symbol.asyncDispose]: async () => {
      gateway.openSockets.closeAll();
      faults.book.close();
      upstream.close();
      http.close();
      await Promise.all(closers.map((close) => close()));
    },
  };
}

/** A port that was free a moment ago. */
export function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return port;
}

/** Discovery and routes that a test sets by hand. */
class RigWorld {
  #up = new Map<string, RegisteredInstance[]>();
  #snapshot: RouteSnapshot = { epoch: 0, routes: [], listeners: [] };

  readonly discovery: Discovery = {
    instances: (app) => this.#up.get(app) ?? [],
    up: (app) => this.#upOf(app),
    apps: () => [...this.#up.keys()],
    ready: Promise.resolve(),
    onChange: () => () => {},
    ageMs: () => 0,
    close: () => {},
  };

  readonly routes: RoutesWatch = {
    snapshot: () => this.#snapshot,
    route: (key) => this.#snapshot.routes.find((route) => route.key === key),
    routeOfApp: (app) => this.#snapshot.routes.find((route) => route.app === app),
    ready: Promise.resolve(),
    onChange: () => () => {},
    close: () => {},
  };

  readonly #cache = new Map<string, readonly RegisteredInstance[]>();

  #upOf(app: string): readonly RegisteredInstance[] {
    const known = this.#cache.get(app);
    if (known !== undefined) return known;
    const up = (this.#up.get(app) ?? []).filter((instance) => instance.status === "UP");
    this.#cache.set(app, up);
    return up;
  }

  register(app: string, port: number, serverGroup = `${app}-v000`): RegisteredInstance {
    const instance: RegisteredInstance = {
      id: `${serverGroup}-${port}`,
      app,
      cluster: app,
      serverGroup,
      version: "1",
      region: "local",
      zone: "a",
      host: "127.0.0.1",
      port,
      status: "UP",
      metadata: {},
    };
    this.#up.set(app, [...this.#up.get(app) ?? [], instance]);
    this.#cache.delete(app);
    if (this.routes.route(app) === undefined) this.setRoute(app, {});
    return instance;
  }

  setStatus(instance: RegisteredInstance, status: RegisteredInstance["status"]): void {
    const all = this.#up.get(instance.app) ?? [];
    this.#up.set(
      instance.app,
      all.map((known) => known.id === instance.id ? { ...known, status } : known),
    );
    this.#cache.delete(instance.app);
  }

  setRoute(app: string, options: RouteOptions = {}): void {
    const route: Route = {
      key: app,
      app,
      groups: [{ serverGroup: `${app}-v000`, weight: 1 }],
      rules: [],
      auth: "none",
      ...options,
    };
    const { epoch, routes, listeners } = this.#snapshot;
    const others = routes.filter((known) => known.key !== app);
    this.#snapshot = { epoch: epoch + 1, routes: [...others, route], listeners };
  }
}
