import { NetopsError } from "@netops/core";
import type { LiveRun } from "../command_context.ts";
import { suggest } from "../suggest.ts";

/**
 * Refuses what cannot be shipped before anything begins.
 *
 * @throws {NetopsError} NOT_FOUND with the nearest names, REFUSED for an app of netops's own
 */
export async function refuseUnshippable(app: string, { fleet }: Pick<LiveRun, "fleet">) {
  const { apps } = await fleet.boot();
  const found = apps.find((one) => one.app === app);
  const own = apps.filter(({ tier }) => tier === "service").map((one) => one.app);
  if (found === undefined) {
    const near = suggest(app, own);
    const fix = near.length > 0 ? `did you mean ${near.join(" or ")}?` : "netops status";
    throw new NetopsError("NOT_FOUND", `There is no application "${app}"`, { fix });
  }
  if (found.tier === "service") return;
  const fix = own.length > 0
    ? `ship one of yours: netops deploy run ${own[0]}`
    : "write a service of yours into netops.yaml: netops init";
  throw new NetopsError("REFUSED", `Cannot ship ${app} as it is a part of netops itself`, { fix });
}
