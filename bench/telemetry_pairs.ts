import type { ServiceBoot } from "@netops/core/contracts";
import { freePort, type RunningService, startService } from "../tests/harness/start_service.ts";
import { startFakeControlPlane } from "../tests/harness/fake_control_plane.ts";
import { instanceAt, snapshotOf } from "../tests/e2e/gateway_process_rig.ts";
import type { FoundOracle } from "../tools/oracle.ts";
import { startOrigin } from "./gateway_peers.ts";
import { startServedTitle } from "./served_title.ts";
import { type TelemetryRig, TOKEN } from "./telemetry_rig.ts";

const SERVICES = "bench/telemetry_services.ts";
const OCA_BYTES = 100_000;

/** One process of a pair. */
export interface Side {
  readonly pid: number;
  readonly url: string;
}

/** The same program twice: with telemetry and without any. */
export interface Pair {
  readonly name: string;
  readonly on: Side;
  readonly off: Side;
  /** Least ratio of throughput, on to off; undefined where it is only reported. */
  readonly goal?: number;
  /** Whether requests carry the trace that a gateway before it would have begun. */
  readonly isTraced: boolean;
  /** Says whether telemetry has seen the on side: without that a ratio says nothing. */
  readonly seen: string;
}

/** What all pairs are made with. */
export interface PairRig {
  readonly stack: AsyncDisposableStack;
  readonly rig: TelemetryRig;
  readonly dir: string;
}

/** A gateway before one nginx. */
export async function gatewayPair(
  { stack, rig, dir }: PairRig,
  nginx: FoundOracle,
): Promise<Pair> {
  const origin = await startOrigin(nginx, dir);
  stack.defer(() => origin.stop());
  const control = startFakeControlPlane(TOKEN);
  stack.defer(() => control.close());
  control.setRoutes(snapshotOf(1));
  control.setInstances([instanceAt(origin.port, TOKEN)]);
  const urls = { fleetUrl: control.url, registryUrl: control.url };
  const start = async (entry: string, boot: Partial<ServiceBoot>) =>
    stack.use(
      await startService({
        entry,
        boot: { app: "gateway", adminPort: freePort(), token: TOKEN, ...urls, ...boot },
      }),
    );
  const telemetryUrl = rig.telemetry.url;
  const on = await start("server/gateway/main.ts", { instanceId: "gateway-on", telemetryUrl });
  const off = await start(SERVICES, { config: { what: "gateway-untraced" } });
  rig.watch(on);
  return {
    ...{ name: "gateway", goal: 0.9, isTraced: false, seen: spansOf("gateway-on") },
    on: sideOf(on, "/hello/small"),
    off: sideOf(off, "/hello/small"),
  };
}

/** An OCA with one segment of 100 KB. */
export async function ocaPair({ stack, rig, dir }: PairRig): Promise<Pair> {
  const start = async (name: string, boot: Partial<ServiceBoot>) => {
    const own = { instanceId: name, dataDir: `${dir}/${name}`, token: TOKEN };
    const { service, url } = await startServedTitle([OCA_BYTES], { ...own, ...boot });
    stack.use(service);
    return { service, side: { pid: service.pid, url: url(OCA_BYTES) } };
  };
  const telemetryUrl = rig.telemetry.url;
  const on = await start("oca-on", { telemetryUrl });
  const off = await start("oca-off", {});
  rig.watch(on.service);
  return {
    ...{ name: "OCA, 100 KB", goal: 0.9, isTraced: false },
    seen: 'oca_bytes_total{instance="oca-on"}',
    on: on.side,
    off: off.side,
  };
}

/** A Hono service in our onion, which traces and counts by our own means. */
export async function honoPair({ stack, rig }: PairRig): Promise<Pair> {
  const start = async (what: string, boot: Partial<ServiceBoot>) =>
    stack.use(
      await startService({
        entry: SERVICES,
        boot: {
          ...{ app: "titles", token: TOKEN, adminPort: freePort(), config: { what } },
          ...boot,
        },
      }),
    );
  const telemetryUrl = rig.telemetry.url;
  const on = await start("hono", { instanceId: "hono-on", telemetryUrl });
  const off = await start("hono-untraced", { instanceId: "hono-off" });
  rig.watch(on);
  return {
    ...{ name: "Hono service of ours", goal: 0.8, isTraced: true, seen: spansOf("hono-on") },
    on: sideOf(on, "/titles/7"),
    off: sideOf(off, "/titles/7"),
  };
}

/** A Hono service of a user with Deno's built-in OpenTelemetry; `env` says what of it. */
export async function otelPair(
  { stack, rig }: PairRig,
  { name, env, seen }: { name: string; env: Readonly<Record<string, string>>; seen: string },
): Promise<Pair> {
  const on = await startPlain(stack, {
    ...{ OTEL_DENO: "true", OTEL_EXPORTER_OTLP_ENDPOINT: rig.telemetry.url },
    ...{ OTEL_SERVICE_NAME: "plain", OTEL_METRIC_EXPORT_INTERVAL: "1000", ...env },
  });
  return { name, isTraced: true, seen, on, off: await startPlain(stack, {}) };
}

async function startPlain(
  stack: AsyncDisposableStack,
  env: Readonly<Record<string, string>>,
): Promise<Side> {
  const port = freePort();
  const entry = new URL("telemetry_titles.ts", import.meta.url).pathname;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-net=127.0.0.1", "--no-check", entry, String(port)],
    ...{ env, stdin: "null", stdout: "null", stderr: "null" },
  }).spawn();
  stack.defer(async () => {
    child.kill("SIGKILL");
    await child.status;
  });
  const url = `http://127.0.0.1:${port}/titles/7`;
  for (let tries = 0; tries < 500; tries++) {
    const isThere = await fetch(url).then((answer) => answer.text(), () => undefined);
    if (isThere !== undefined) return { pid: child.pid, url };
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error("the plain service does not listen");
}

function sideOf(service: RunningService, path: string): Side {
  return { pid: service.pid, url: service.url + path };
}

function spansOf(instance: string): string {
  return `spans_kept_total{instance="${instance}"}`;
}
