import type { Judging, StageSpecOf } from "@netops/core/contracts";

/** How a deploy goes about its steps. */
export interface DeploySettings {
  readonly sharesPercent: readonly number[];
  readonly bakeMs: number;
  readonly readyMs: number;
  /** Somebody said how long a start may take: then it does not count how long the old version took. */
  readonly isReadySaid?: boolean;
  readonly drainMs: number;
  readonly watchMs: number;
  readonly stopsOld: boolean;
  readonly mostDropped: number;
  readonly judging: Judging;
  /** It is the old version that is bad: a rollback. */
  readonly isOldBad?: boolean;
}

const DEFAULT_READY_MS = 120_000;

/** The settings of a stage of type `deploy`. */
export function settingsOf(spec: StageSpecOf<"deploy">): DeploySettings {
  const { sharesPercent, bakeMs, drainMs, watchMs, stopsOld, mostDropped, judging } = spec;
  const { readyMs = DEFAULT_READY_MS } = spec;
  return {
    sharesPercent: [...new Set(sharesPercent)].sort((one, other) => one - other),
    ...{ bakeMs, readyMs, drainMs, watchMs, stopsOld, mostDropped, judging },
    ...(spec.readyMs === undefined ? {} : { isReadySaid: true }),
  };
}
