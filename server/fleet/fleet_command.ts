import { PLATFORM_ROOT, START_FLAGS } from "./entries.ts";

/**
 * What fleet may do: everything. It starts programs of the user's choice, which is full trust
 * already, and Deno opens `/proc/<pid>` (start marks, groups, port owners) only with all access.
 */
export const FLEET_PERMISSIONS: readonly string[] = ["--allow-all"];

/** The command that runs fleet; it reads one `FleetBoot` line from stdin. */
export function fleetCommand(denoPath: string): [string, ...string[]] {
  const entry = `${PLATFORM_ROOT}server/fleet/main.ts`;
  return [denoPath, "run", ...START_FLAGS, ...FLEET_PERMISSIONS, entry];
}
