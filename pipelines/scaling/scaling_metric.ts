import type { ScalingPlan, ServerGroupView } from "@netops/core/contracts";

/** Rates and quantiles look at so much time: several scrapes, and no longer than a cooldown. */
const WINDOW = "15s";

/** The query for the number that an app is scaled by, over its whole server group. */
export function scalingQuery({ metric }: ScalingPlan, { app, name }: ServerGroupView): string {
  const called = `upstream_app="${app}",upstream_server_group="${name}"`;
  if (metric === "rps") {
    return `sum(rate(upstream_request_duration_seconds_count{${called}}[${WINDOW}]))`;
  }
  if (metric === "cpu") {
    const own = `app="${app}",server_group="${name}"`;
    return `sum(rate(instance_cpu_seconds_total{${own}}[${WINDOW}]))`;
  }
  const buckets =
    `sum by (le) (rate(upstream_request_duration_seconds_bucket{${called}}[${WINDOW}]))`;
  return `1000 * histogram_quantile(0.95, ${buckets})`;
}

/**
 * What the answer comes to for one instance; undefined when that cannot be said.
 *
 * Instances that are not up yet will take their part: counting only the others would ask for still more. A latency
 * says nothing while some are not up.
 */
export function perInstance(
  { metric }: ScalingPlan,
  { desired, up }: ServerGroupView,
  value: number | undefined,
): number | undefined {
  if (value === undefined || desired === 0 || up === 0) return undefined;
  if (metric === "latency") return up < desired ? undefined : value;
  return value / desired;
}
