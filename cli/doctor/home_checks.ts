import type { Host } from "@netops/core/host";
import { hasLeftovers } from "../home/clean_home.ts";
import { readRunState } from "../home/run_state.ts";
import type { Check } from "./check.ts";

/** Whether a home is clean: it runs, or nothing of a crashed run is left. */
export function homeChecks(
  home: string | undefined,
  host: Pick<Host, "processes">,
): readonly Check[] {
  if (home === undefined) return [{ name: "home", level: "ok", detail: "none here yet" }];
  const state = readRunState(home, host.processes);
  if (state.kind === "alive") {
    return [{ name: "home", level: "ok", detail: `${home}: run ${state.run.runId} is running` }];
  }
  if (state.kind === "dead" || hasLeftovers(home)) {
    const detail = `${home}: a run crashed and left something`;
    return [{ name: "leftovers", level: "warn", detail, fix: "netops down" }];
  }
  return [{ name: "home", level: "ok", detail: `${home}: nothing runs, nothing is left over` }];
}
