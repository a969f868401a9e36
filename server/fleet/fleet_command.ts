import { heapFlags, PLATFORM_ROOT, START_FLAGS } from "./entries.ts";

/**
 * What fleet may do: everything. It starts programs of the user's choice, which is full trust
 * already, and Deno opens `/proc/<pid>` (start marks, groups, port owners) only with all access.
 */
export const FLEET_PERMISSIONS: readonly string[] = ["--allow-all"];

const FLEET_ENTRY = "server/fleet/main.ts";

/** The command that runs fleet; it reads one `FleetBoot` line from stdin. */
export function fleetCommand(denoPath: string): [string, ...string[]] {
  const flags = [...START_FLAGS, ...heapFlags(FLEET_ENTRY), ...FLEET_PERMISSIONS];
  return [denoPath, "run", ...flags, `${PLATFORM_ROOT}${FLEET_ENTRY}`];
}
