import type { Clock } from "@netops/core";
import type { ExecutionView } from "@netops/core/contracts";
import type { AppWire } from "../app_wire.ts";
import { messageOf } from "../fleet_facts.ts";
import type { DeployState } from "../ops_snapshot.ts";
import { runningDeploy } from "./deploy_row.ts";

/** A conductor that hangs must not hold up the rest of the page. */
const LIMIT_MS = 1_500;

/** Asks the conductor what goes on; when it does not answer, `last` is kept and it is said why. */
export async function readDeployFacts(
  last: DeployState | undefined,
  { conductor, clock }: { readonly conductor: Pick<AppWire, "ask">; readonly clock: Clock },
): Promise<DeployState> {
  try {
    const path = "/v1/executions?open=true";
    const { executions } = await conductor.ask<{ executions: readonly ExecutionView[] }>({
      ...{ path, limitMs: LIMIT_MS },
    });
    return { okAtMs: clock.nowMs(), running: executions.map(runningDeploy) };
  } catch (thrown) {
    const { okAtMs = 0, running = [] } = last ?? {};
    return { okAtMs, running, error: messageOf(thrown) };
  }
}
