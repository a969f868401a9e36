import { isLoopback } from "@netops/core/clients";
import type { PsInstance, RegisteredInstance } from "@netops/core/contracts";
import type { Target } from "./target.ts";

/** Fields of a registration that say where metrics are; those of Spring's and Prometheus' Eureka guides. */
const PATH_KEYS = ["metrics-path", "prometheus.path"];
const PORT_KEYS = ["metrics-port", "prometheus.port"];
const LONGEST_LABEL = 200;

/**
 * The targets of the platform: what fleet runs, and what else is registered and says where its metrics are.
 *
 * An instance that only starts is none yet, since nothing listens there. The labels of fleet give way to
 * those of its lines, which are about other instances.
 */
export function platformTargets(
  instances: readonly PsInstance[],
  registered: readonly RegisteredInstance[],
): Target[] {
  const own = new Set(instances.map(({ id }) => id));
  const strangers = registered.filter(({ id, host, status }) =>
    status === "UP" && isLoopback(host) && !own.has(id)
  );
  return [...instances.flatMap(fleetTarget), ...strangers.flatMap(strangerTarget)];
}

function fleetTarget(instance: PsInstance): Target[] {
  const { id, app, status, metricsUrl, adminUrl } = instance;
  const url = metricsUrl ?? (adminUrl === undefined ? undefined : `${adminUrl}/metrics`);
  if (url === undefined || status === "STARTING") return [];
  // Telemetry says itself what it refuses, so that is what it refuses last.
  const rank = app === "telemetry" ? "vital" : "platform";
  const target: Target = { id, url, labels: labelsOf(instance), rank };
  return [app === "fleet" ? { ...target, honorLabels: true } : target];
}

function strangerTarget(instance: RegisteredInstance): Target[] {
  const { id, app, host, metadata } = instance;
  const path = PATH_KEYS.map((key) => metadata[key]).find((text) => text?.startsWith("/"));
  const said = PORT_KEYS.map((key) => metadata[key]).find((text) => text !== undefined);
  const port = said === undefined ? instance.port : Number(said);
  if (path === undefined || !Number.isInteger(port) || port < 1 || port > 65_535) return [];
  const url = URL.parse(path, `http://${host}:${port}`);
  if (url === null || !isLoopback(url.hostname) || url.port !== String(port)) return [];
  return [{ id: `registry/${app}/${id}`, url: url.href, labels: labelsOf(instance) }];
}

function labelsOf(instance: PsInstance | RegisteredInstance): Record<string, string> {
  const { app, id, cluster, serverGroup, zone, region } = instance;
  const labels = { app, job: app, instance: id, cluster, server_group: serverGroup, zone, region };
  return Object.fromEntries(
    Object.entries(labels).map(([name, value]) => [name, value.slice(0, LONGEST_LABEL)]),
  );
}

/** Writes targets as Prometheus' http_sd has them. Source: Prometheus, HTTP service discovery. */
export function httpSdOf(targets: readonly Target[]): unknown[] {
  return targets.map(({ url, labels, honorLabels }) => {
    const { host, pathname, search } = new URL(url);
    const parameters = [...new URLSearchParams(search)].map(([name, value]) =>
      [`__param_${name}`, value] as const
    );
    return {
      targets: [host],
      labels: {
        ...labels,
        __metrics_path__: pathname,
        ...Object.fromEntries(parameters),
        ...(honorLabels === true ? { __meta_netops_honor_labels: "true" } : {}),
      },
    };
  });
}
