import type { Judging, StageSpecOf } from "@netops/core/contracts";

/** How a deploy goes about its steps. */
export interface DeploySettings {
  readonly sharesPercent: readonly number[];
  readonly bakeMs: number;
  readonly readyMs: number;
  readonly drainMs: number;
  readonly watchMs: number;
  readonly stopsOld: boolean;
  readonly mostDropped: number;
  readonly judging: Judging;
  /** It is the old version that is bad: a rollback. */
  readonly isOldBad?: boolean;
}

/** The settings of a stage of type `deploy`. */
export function settingsOf(spec: StageSpecOf<"deploy">): DeploySettings {
  const { sharesPercent, bakeMs, readyMs, drainMs, watchMs, stopsOld, mostDropped, judging } = spec;
  return {
    sharesPercent: [...new Set(sharesPercent)].sort((one, other) => one - other),
    ...{ bakeMs, readyMs, drainMs, watchMs, stopsOld, mostDropped, judging },
  };
}
