import type { FleetBoot } from "@netops/core/contracts";
import type { Host } from "@netops/core/host";
import type { LoadedConfig } from "../config/mod.ts";
import { planPlatform } from "../platform_apps.ts";

const DEFAULT_BOOT_TIMEOUT_MS = 60_000;
const ZONES = ["a", "b", "c"];

/** What `up` was asked for, besides the configuration. */
export interface BootRequest {
  readonly config: LoadedConfig;
  readonly home: string;
  readonly detached: boolean;
  readonly timeoutMs: number | undefined;
  readonly env: Readonly<Record<string, string>>;
}

/** Makes the whole plan of a run: the first line that fleet reads. */
export function makeBootPlan(
  request: BootRequest,
  host: Pick<Host, "randomHex" | "os">,
): FleetBoot {
  const { config, home, detached, timeoutMs, env } = request;
  const platform = planPlatform(config.platform, host.os);
  return {
    runId: host.randomHex(4),
    token: host.randomHex(32),
    home,
    projectDir: config.projectDir,
    profile: config.platform,
    seed: config.seed ?? host.randomHex(4),
    detached,
    ports: config.ports,
    regions: regionsOf(config.platform),
    gateways: config.gateways,
    platform,
    services: config.manifests,
    bootTimeoutMs: timeoutMs ?? longestStart(config),
    allowOrigins: config.allowOrigins,
    allowStrangers: config.allowStrangers,
    faultLimits: config.faultLimits,
    telemetry: { ...config.telemetry, isStreaming: platform.length > 0 },
    baseEnv: serviceEnvironment(env),
  };
}

/** What services inherit: everything of ours but what is netops's own. */
export function serviceEnvironment(
  env: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith("NETOPS_")));
}

/** `lite` is one zone, `full` two regions of three zones, everything else one region of three. */
export function regionsOf(profile: string): FleetBoot["regions"] {
  const names = profile === "full" ? ["eu", "us"] : ["eu"];
  const zones = profile === "lite" ? ZONES.slice(0, 1) : ZONES;
  return names.map((name) => ({ name, zones: zones.map((zone) => `${name}-${zone}`) }));
}

/** Everything starts at once, but a service may wait for another it calls: twice the longest. */
function longestStart(config: LoadedConfig): number {
  const longestMs = Math.max(0, ...config.manifests.map((manifest) => manifest.startTimeoutMs));
  return Math.max(DEFAULT_BOOT_TIMEOUT_MS, 2 * longestMs);
}
