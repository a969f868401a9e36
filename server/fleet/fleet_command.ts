import { fromFileUrl } from "./paths.ts";

/**
 * What fleet may do. It starts programs of the user's choice, so running is unlimited; the network
 * is not.
 */
export const FLEET_PERMISSIONS: readonly string[] = [
  "--allow-net=127.0.0.1,127.0.77.1",
  "--allow-read",
  "--allow-write",
  "--allow-run",
  "--allow-env",
  "--allow-sys",
];

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
