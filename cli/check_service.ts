import { NetopsError } from "@netops/core";
import type { FleetClient } from "@netops/core/clients";
import { suggest } from "./suggest.ts";

/**
 * Refuses what fleet would refuse, so that a dry run ends as the real one would.
 *
 * @throws {NetopsError} NOT_FOUND when there is no such app, REFUSED when the platform stands on it.
 */
export async function checkService(
  app: string,
  fleet: Pick<FleetClient, "boot">,
): Promise<void> {
  const { apps } = await fleet.boot();
  const found = apps.find((one) => one.app === app);
  if (found === undefined) {
    const near = suggest(app, apps.map((one) => one.app));
    throw new NetopsError("NOT_FOUND", `There is no application "${app}"`, {
      fix: near.length > 0 ? `did you mean ${near.join(" or ")}?` : "netops status",
    });
  }
  if (found.tier === "service") return;
  throw new NetopsError("REFUSED", `Cannot change "${app}" as the platform stands on it`, {
    fix: `netops restart ${app}`,
  });
}
