import type { AppManifest } from "@netops/core/contracts";
import { createHash } from "node:crypto";

const SHOWN = 8;

/**
 * Names what an instance runs: `<8 hex of the artifact>-<8 hex of the configuration>`.
 *
 * The configuration is what an instance can feel: command, environment, port, health, metrics path
 * and dependencies. Replicas, limits and time-outs are not part of it: scaling is no new version.
 */
export function versionOf(artifactHash: string, manifest: AppManifest): string {
  const { command, env, port, health, metricsPath, dependsOn } = manifest;
  const config = [
    command,
    Object.entries(env).toSorted(([a], [b]) => a < b ? -1 : 1),
    port ?? null,
    health.kind === "http" ? health.path : null,
    metricsPath ?? null,
    dependsOn.toSorted(),
  ];
  const hash = createHash("sha256").update(JSON.stringify(config)).digest("hex");
  return `${artifactHash.slice(0, SHOWN)}-${hash.slice(0, SHOWN)}`;
}
