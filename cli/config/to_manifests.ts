import { parseDurationMs } from "@netops/core";
import type { AppManifest, HealthCheck, ScalingPlan } from "@netops/core/contracts";
import type { ServiceConfig } from "./schema.ts";

const PER_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };

/** Turns a parsed service into what fleet runs; `dir` is absolute already. */
export function toManifest(app: string, service: ServiceConfig, dir: string): AppManifest {
  return {
    app,
    tier: "service",
    command: service.command as AppManifest["command"],
    dir,
    exclude: service.exclude,
    env: service.env,
    port: service.port,
    replicas: service.replicas,
    health: toHealthCheck(service.health),
    startTimeoutMs: parseDurationMs(service.startTimeout),
    stopTimeoutMs: parseDurationMs(service.stopTimeout),
    dependsOn: [...new Set(service.dependsOn)],
    auth: service.auth,
    limit: service.limit === undefined ? undefined : toLimit(service.limit),
    metricsPath: service.metrics,
    optional: service.optional,
    ...(service.scaling === undefined ? {} : { scaling: toScaling(service.scaling) }),
  };
}

function toHealthCheck(health: ServiceConfig["health"]): HealthCheck {
  return typeof health === "string" ? { kind: "http", path: health } : { kind: "tcp" };
}

/** A latency is written as a duration, everything else as a number. */
function toScaling(scaling: NonNullable<ServiceConfig["scaling"]>): ScalingPlan {
  const { metric, target, min, max, outCooldown, inCooldown } = scaling;
  return {
    metric,
    target: typeof target === "string" ? parseDurationMs(target) : target,
    ...{ minReplicas: min, maxReplicas: max },
    scaleOutCooldownMs: parseDurationMs(outCooldown),
    scaleInWindowMs: parseDurationMs(inCooldown),
  };
}

function toLimit(limit: string): { readonly count: number; readonly perMs: number } {
  const [count = "", unit = ""] = limit.split("/");
  return { count: Number(count), perMs: PER_MS[unit] as number };
}
