import { fromFileUrl } from "./paths.ts";

/**
 * What fleet may do: everything. It starts programs of the user's choice, which is full trust
 * already, and Deno opens `/proc/<pid>` (start marks, groups, port owners) only with all access.
 */
export const FLEET_PERMISSIONS: readonly string[] = ["--allow-all"];

/** The command that runs fleet; it reads one `FleetBoot` line from stdin. */
export function fleetCommand(denoPath: string): [string, ...string[]] {
  const root = fromFileUrl(new URL("../../", import.meta.url));
  return [
    denoPath,
    "run",
    "--quiet",
    "--no-prompt",
    "--no-lock",
    `--config=${root}deno.json`,
    ...FLEET_PERMISSIONS,
    `${root}server/fleet/main.ts`,
  ];
}
