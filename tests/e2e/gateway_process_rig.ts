import type { RegisteredInstance, Route, RouteSnapshot } from "@netops/core/contracts";
import { signInstance } from "@netops/core/service";
import { type FakeControlPlane, startFakeControlPlane } from "../harness/fake_control_plane.ts";
import { freePort, type RunningService, startService } from "../harness/start_service.ts";

const TOKEN = "test-token-test-token";

/** The real gateway process in front of one origin of the test. */
export interface GatewayProcessRig {
  readonly gateway: RunningService;
  readonly adminUrl: string;
  readonly control: FakeControlPlane;
  readonly instance: RegisteredInstance;
  /** Starts one more gateway on the same public port. */
  startAnother(): Promise<RunningService>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts control plane, origin and gateway. */
export async function startGatewayProcess(
  handler: Deno.ServeHandler = () => new Response("ok"),
  config: Readonly<Record<string, unknown>> = {},
): Promise<GatewayProcessRig> {
  await using starting = new AsyncDisposableStack();
  let stack = starting;
  const control = startFakeControlPlane(TOKEN);
  stack.defer(() => control.close());
  const origin = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, handler);
  stack.defer(() => origin.shutdown());
  const instance = instanceAt(origin.addr.port);
  control.setInstances([instance]);
  control.setRoutes(snapshotOf(1));
  const port = freePort();
  let count = 0;
  const start = async () => {
    const service = await startService({
      entry: "server/gateway/main.ts",
      boot: {
        instanceId: `gateway-${++count}`,
        port,
        adminPort: freePort(),
        fleetUrl: control.url,
        registryUrl: control.url,
        token: TOKEN,
        config: { shared: true, ...config },
      },
    });
    stack.use(service);
    return service;
  };
  const gateway = await start();
  stack = starting.move();
  return {
    gateway,
    adminUrl: `http://127.0.0.1:${gateway.boot.adminPort}`,
    control,
    instance,
    startAnother: start,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** A snapshot with the route of `hello`, and internal listeners where asked. */
export function snapshotOf(
  epoch: number,
  listeners: RouteSnapshot["listeners"] = [],
): RouteSnapshot {
  const route: Route = {
    key: "hello",
    app: "hello",
    groups: [{ serverGroup: "hello-v000", weight: 1 }],
    rules: [],
    auth: "none",
  };
  return { epoch, routes: [route], listeners };
}

/** An instance of `hello` as this run would have started it. */
export function instanceAt(port: number, runToken = TOKEN): RegisteredInstance {
  const instance = {
    id: "hello-1",
    app: "hello",
    cluster: "hello",
    serverGroup: "hello-v000",
    version: "1",
    region: "local",
    zone: "a",
    host: "127.0.0.1",
    port,
    status: "UP" as const,
  };
  return { ...instance, metadata: { signature: signInstance(runToken, instance) } };
}

/** Waits until `test` holds. */
export async function until(
  test: () => boolean | Promise<boolean>,
  limitMs = 5_000,
): Promise<void> {
  const endMs = performance.now() + limitMs;
  while (!await test()) {
    if (performance.now() > endMs) throw new Error(`not so within ${limitMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
