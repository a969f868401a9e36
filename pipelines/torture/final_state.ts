import type { ExecutionView, ServerGroupView } from "@netops/core/contracts";

/** What an application and an execution came to. */
export interface FinalFacts {
  readonly execution: Pick<ExecutionView, "status" | "verdict" | "stages">;
  readonly groups: readonly Pick<
    ServerGroupView,
    "version" | "cluster" | "desired" | "up" | "shareRatio"
  >[];
  /** The version that served before. */
  readonly before: string;
}

/**
 * Says in one line how everything stands, without what differs from run to run: names, numbers, times.
 *
 * Two executions that came to the same have the same line, whoever died on the way.
 */
export function finalState({ execution, groups, before }: FinalFacts): string {
  const stages = execution.stages.map(({ name, status }) => `${name} ${status}`);
  const rows = groups.map(({ version, cluster, desired, up, shareRatio }) => {
    const whose = version === before ? "old version" : "new version";
    return `${cluster}: ${whose}, ${up} of ${desired} up, ${Math.round(100 * shareRatio)} %`;
  });
  return [
    `${execution.status} ${execution.verdict ?? "without a verdict"}`,
    ...stages,
    ...rows.sort(),
  ].join("; ");
}

/** The first 12 hex digits of the SHA-256 of a final state. */
export async function hashState(state: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(state));
  return new Uint8Array(digest).toHex().slice(0, 12);
}
