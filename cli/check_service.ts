import { NetopsError } from "@netops/core";
import type { FleetClient } from "@netops/core/clients";
import type { BootDocument } from "@netops/core/contracts";
import { suggest } from "./suggest.ts";

type AskFleet = Pick<FleetClient, "boot">;

/**
 * Refuses what fleet would refuse, so that a dry run ends as the real one would.
 *
 * @throws {NetopsError} NOT_FOUND when there is no such app, REFUSED when the platform stands on it.
 */
export async function checkService(app: string, fleet: AskFleet): Promise<void> {
  await findService(app, fleet);
}

/**
 * As {@linkcode checkService}, for a change of the number of instances.
 *
 * @throws {NetopsError} REFUSED besides when that number is fixed.
 */
export async function checkScale(app: string, fleet: AskFleet): Promise<void> {
  const { fixedSize } = await findService(app, fleet);
  if (fixedSize === undefined) return;
  throw new NetopsError("REFUSED", `Cannot scale ${app} as ${fixedSize}`, {
    fix: `netops stop ${app}, or netops start ${app}`,
  });
}

async function findService(app: string, fleet: AskFleet): Promise<BootDocument["apps"][number]> {
  const { apps } = await fleet.boot();
  const found = apps.find((one) => one.app === app);
  if (found === undefined) {
    const near = suggest(app, apps.map((one) => one.app));
    throw new NetopsError("NOT_FOUND", `There is no application "${app}"`, {
      fix: near.length > 0 ? `did you mean ${near.join(" or ")}?` : "netops status",
    });
  }
  if (found.tier !== "ground") return found;
  throw new NetopsError("REFUSED", `Cannot change "${app}" as the platform stands on it`, {
    fix: `netops restart ${app}`,
  });
}
