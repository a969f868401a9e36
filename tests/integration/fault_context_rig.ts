/** A gateway and services of ours in one process, over real HTTP. */
import { NetopsError, toNetopsError } from "@netops/core";
import { type Caller, createCaller, type Discovery } from "@netops/core/clients";
import type { FaultPlace, HeldFault, RegisteredInstance } from "@netops/core/contracts";
import { createHost } from "@netops/core/host";
import { MetricRegistry, openServiceFaults, type ServiceFaults } from "@netops/core/service";
import { RecordingEventSink } from "@netops/core/testing";
import { type GatewayRig, RIG_TOKEN, startGatewayRig } from "./gateway_rig.ts";

/** One service: what it does with a request, with its own caller and faults. */
export type RigService = (
  request: Request,
  own: { readonly caller: Caller; readonly faults: ServiceFaults },
) => Response | Promise<Response>;

/** The rig; `metrics` by app. */
export interface FaultContextRig {
  readonly gateway: GatewayRig;
  readonly metrics: ReadonlyMap<string, MetricRegistry>;
  readonly faults: ReadonlyMap<string, ServiceFaults>;
  /** Holds a fault at the gateway that requests carry. */
  carry(effect: HeldFault["effect"], at: FaultPlace, changes?: Partial<HeldFault>): void;
  /** Asks as an account. */
  ask(path: string, account: string, headers?: Record<string, string>): Promise<Response>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts services behind a gateway that takes any name as the token of that account. */
export async function startFaultContextRig(
  services: Readonly<Record<string, RigService>>,
): Promise<FaultContextRig> {
  const stack = new AsyncDisposableStack();
  const gateway = stack.use(
    await startGatewayRig({
      verifier: { verify: (account) => ({ account, country: "DE" }) },
    }),
  );
  const instances = new Map<string, RegisteredInstance>();
  const metrics = new Map<string, MetricRegistry>();
  const faults = new Map<string, ServiceFaults>();
  for (const [app, service] of Object.entries(services)) {
    const own = openService(app, instances);
    stack.defer(own.close);
    metrics.set(app, own.metrics);
    faults.set(app, own.faults);
    const handler = own.faults.wrapCarrying((request) => service(request, own));
    const peer = { hostname: "127.0.0.1", port: 1 };
    const instance = await gateway.origin(app, async (request) => {
      try {
        return await handler(request, peer);
      } catch (thrown) {
        return new Response(toNetopsError(thrown).code, { status: 502 });
      }
    });
    gateway.route(app, { auth: "user" });
    instances.set(app, instance);
  }
  return {
    ...{ gateway, metrics, faults },
    carry: (effect, at, changes = {}) =>
      gateway.faults.put({
        ...{ id: "f-1", kind: effect.type, effect, at, match: {}, seed: "1" },
        ...{ remainingMs: 60_000, leaseMs: 20_000, ...changes },
      }),
    ask: (path, account, headers = {}) =>
      fetch(gateway.url + path, { headers: { authorization: `Bearer ${account}`, ...headers } }),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

function openService(app: string, instances: ReadonlyMap<string, RegisteredInstance>) {
  const host = createHost();
  const metrics = new MetricRegistry();
  const faults = openServiceFaults(
    { app, instanceId: `${app}-1`, token: RIG_TOKEN },
    host,
    metrics,
  );
  const http = host.createHttpClient();
  const caller = createCaller({
    ...{ http, clock: host.clock, timer: host.timer, rng: host.createRng(app), metrics },
    ...{ discovery: discoveryOf(instances), events: new RecordingEventSink(), zone: "-" },
    faults: faults.carrier,
  });
  const close = () => {
    caller.close();
    http.close();
    faults.book.close();
  };
  return { metrics, faults, caller, close };
}

function discoveryOf(instances: ReadonlyMap<string, RegisteredInstance>): Discovery {
  const lists = new Map<string, RegisteredInstance[]>();
  const up = (app: string) => {
    const instance = instances.get(app);
    if (instance === undefined) throw new NetopsError("BUG", `No service ${app} in this rig`);
    const list = lists.get(app) ?? [instance];
    lists.set(app, list);
    return list;
  };
  return {
    ...{ up, instances: up, apps: () => [...instances.keys()], ready: Promise.resolve() },
    ...{ onChange: () => () => undefined, ageMs: () => 0, close: () => undefined },
  };
}
