import type { OcaBoard, OcaStanding } from "@netops/core/contracts";

/**
 * Makes one board of several: of each OCA the report that was heard last counts.
 *
 * Optimistic: one cachecontrol that hears an OCA is enough. Source: Apache Traffic Control, optimistic
 * health merge.
 */
export function mergeBoards(boards: readonly OcaBoard[]): OcaBoard {
  const newest = new Map<string, OcaStanding>();
  for (const standing of boards.flatMap(({ ocas }) => ocas)) {
    const known = newest.get(standing.report.oca);
    if (known === undefined || standing.heardAtMs > known.heardAtMs) {
      newest.set(standing.report.oca, standing);
    }
  }
  return { ocas: [...newest.values()] };
}
