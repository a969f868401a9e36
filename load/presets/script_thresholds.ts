import type { LoadThreshold } from "../run/load_threshold.ts";

/** What holds for every script; a threshold of the user's or the script's on the same metric takes its place. */
const DEFAULTS: readonly LoadThreshold[] = [
  { metric: "iterations", limit: "count>0" },
  { metric: "script_errors", limit: "count==0" },
  { metric: "dropped_iterations", limit: "count==0" },
  { metric: "http_req_failed", limit: "rate<0.01", optional: true },
  { metric: "checks", limit: "rate>0.99", optional: true },
];

/** The thresholds of a script: the user's, the script's own, and the defaults that neither speaks of. */
export function scriptThresholds(
  script: readonly LoadThreshold[],
  user: readonly LoadThreshold[],
): readonly LoadThreshold[] {
  const own = overridden(script, user);
  const named = new Set(own.map(({ metric }) => metric.split("{")[0]));
  return [...own, ...DEFAULTS.filter(({ metric }) => !named.has(metric))];
}

/** The thresholds of a preset with the user's in place of those on the same metric. */
export function overridden(
  defaults: readonly LoadThreshold[],
  user: readonly LoadThreshold[],
): readonly LoadThreshold[] {
  const named = new Set(user.map(({ metric }) => metric));
  return [...defaults.filter(({ metric }) => !named.has(metric)), ...user];
}
