import type { FleetBoot } from "@netops/core/contracts";
import type { Host } from "@netops/core/host";
import { PLATFORM_ROOT } from "./entries.ts";

/**
 * What the conductor is told of the environment of `up`, which it may not read by itself: what secrets of webhooks
 * are called, where netops and k6 are. And how the user's apps are scaled.
 */
export function conductorConfig(
  host: Pick<Host, "readEnvironment" | "findProgram">,
  { baseEnv, projectDir, services }: Pick<FleetBoot, "baseEnv" | "projectDir" | "services">,
): Readonly<Record<string, unknown>> {
  const wanted = host.readEnvironment()["NETOPS_K6"] ?? "k6";
  const k6 = host.findProgram(wanted, baseEnv["PATH"] ?? "", projectDir);
  const plans = services.flatMap(({ app, scaling }) =>
    scaling === undefined ? [] : [[app, scaling]]
  );
  return {
    env: baseEnv,
    programs: { netops: `${PLATFORM_ROOT}/netops`, ...(k6 === undefined ? {} : { k6 }) },
    ...(plans.length === 0 ? {} : { scaling: Object.fromEntries(plans) }),
  };
}
