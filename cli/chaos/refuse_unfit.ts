import type { FaultKind } from "@netops/chaos/faults";
import { NetopsError } from "@netops/core";
import type { PsInstance } from "@netops/core/contracts";
import { suggest } from "../suggest.ts";

/**
 * A fault on an app that could never be done is told before anybody writes it down.
 *
 * @throws {NetopsError} USAGE when it is aimed at something else than apps, NOT_FOUND when there is no such
 * app in the platform, REFUSED when only processes of netops can do it to themselves.
 */
export function refuseUnfit(
  kind: Pick<FaultKind, "kind" | "appliesTo" | "targets" | "carriedBy">,
  app: string,
  instances: readonly Pick<PsInstance, "app" | "adminUrl">[] | undefined,
): void {
  if (!kind.targets.includes("app")) {
    throw new NetopsError("USAGE", `${kind.kind} is aimed at a ${kind.targets[0]}, not at an app`, {
      fix: `begin with another kind, and write it by: netops chaos show ${kind.kind}`,
    });
  }
  if (instances === undefined) return;
  const own = instances.filter((one) => one.app === app);
  if (own.length === 0) {
    const apps = [...new Set(instances.map((one) => one.app))];
    const near = suggest(app, apps);
    throw new NetopsError("NOT_FOUND", `No app of this platform is called "${app}"`, {
      fix: near.length > 0
        ? `did you mean ${near.join(" or ")}?`
        : "netops ps, which lists what runs",
    });
  }
  if (kind.appliesTo === "any" || kind.carriedBy !== undefined) return;
  if (own.some(({ adminUrl }) => adminUrl !== undefined)) return;
  const why = "only a process of netops itself can do that";
  throw new NetopsError("REFUSED", `Cannot use ${kind.kind} on ${app}: ${why}`, {
    fix: "netops chaos list, which says what each applies to",
  });
}
