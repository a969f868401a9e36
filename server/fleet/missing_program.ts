import type { AppManifest } from "@netops/core/contracts";
import type { FleetOptions } from "./parts.ts";

/** The program of a service when it is not on this machine; undefined when it is. */
export function missingProgram(manifest: AppManifest, options: FleetOptions): string | undefined {
  const { host, boot } = options;
  const program = typeof manifest.command === "string" ? "/bin/sh" : manifest.command[0];
  const denoDir = host.denoPath.slice(0, host.denoPath.lastIndexOf("/"));
  const path = `${boot.baseEnv["PATH"] ?? ""}:${denoDir}`;
  return host.findProgram(program, path, manifest.dir ?? boot.projectDir) ? undefined : program;
}
