import type { AppManifest } from "@netops/core/contracts";
import type { FleetOptions } from "./parts.ts";

/** A first word that only a shell understands: assignments, expansions, parentheses. */
const SHELL_SYNTAX = /[=$`({<>&|;'"\\]/;

/** Words that a shell knows by itself and that one begins a command with. */
const BUILTINS = new Set([
  "cd",
  "exec",
  "export",
  "set",
  "trap",
  "ulimit",
  "umask",
  ".",
  ":",
  "if",
]);

/**
 * The program of a service when it is not on this machine; undefined when it is.
 *
 * Of a string command the first word is looked at, unless only a shell can tell what it means.
 */
export function missingProgram(manifest: AppManifest, options: FleetOptions): string | undefined {
  const { host, boot } = options;
  const program = typeof manifest.command === "string"
    ? manifest.command.trim().split(/\s+/)[0] ?? ""
    : manifest.command[0];
  if (SHELL_SYNTAX.test(program) || BUILTINS.has(program)) return undefined;
  const denoDir = host.denoPath.slice(0, host.denoPath.lastIndexOf("/"));
  const path = manifest.env["PATH"] ?? `${boot.baseEnv["PATH"] ?? ""}:${denoDir}`;
  return host.findProgram(program, path, manifest.dir ?? boot.projectDir) ? undefined : program;
}
