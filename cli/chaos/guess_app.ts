import type { BootDocument, PsInstance, RouteSnapshot } from "@netops/core/contracts";

/** What is known of a platform that runs. */
export interface PlatformSight {
  readonly boot: Pick<BootDocument, "apps">;
  readonly instances: readonly Pick<PsInstance, "app" | "status">[];
  readonly routes: Pick<RouteSnapshot, "routes">;
}

/** Apps worth an experiment, best first: the user's services before others, those with most instances first. */
export function appsToTry({ boot, instances, routes }: PlatformSight): string[] {
  const up = (app: string) =>
    instances.filter((one) => one.app === app && one.status === "UP").length;
  const routed = new Set(routes.routes.map(({ app }) => app));
  const weight = ({ app, tier }: PlatformSight["boot"]["apps"][number]) =>
    (tier === "service" ? 10_000 : 0) + (routed.has(app) ? 1_000 : 0) + up(app);
  return boot.apps.filter(({ app, tier }) => tier !== "ground" && up(app) > 0)
    .toSorted((one, other) => weight(other) - weight(one) || one.app.localeCompare(other.app))
    .map(({ app }) => app);
}
