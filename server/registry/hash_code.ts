import { INSTANCE_STATUSES, type InstanceStatus } from "@netops/core";

/**
 * Computes `apps__hashcode`: `STATUS_count_` of every status that occurs, sorted by name, over all
 * instances; empty without any. Example: `DOWN_2_UP_8_`.
 *
 * Source: eureka-client com.netflix.discovery.shared.Applications.
 */
export function hashCodeOf(statuses: Iterable<InstanceStatus>): string {
  const counts = new Map<InstanceStatus, number>();
  for (const status of statuses) counts.set(status, (counts.get(status) ?? 0) + 1);
  return INSTANCE_STATUSES.filter((status) => counts.has(status))
    .map((status) => `${status}_${counts.get(status)}_`).join("");
}
