import { createFleetClient } from "@netops/core/clients";
import type { ServiceContext } from "@netops/core/service";
import { RunStore } from "../runner/run_store.ts";
import { type ExperimentCommand, ExperimentDesk } from "./experiment_desk.ts";
import type { Guardian } from "./guardian.ts";

/** Opens the desk of a guardian: runs are kept below the home, as those of the command line are. */
export function openExperimentDesk(
  { boot, host }: ServiceContext,
  guardian: Pick<Guardian, "lever" | "list">,
): ExperimentDesk {
  const { fleetUrl, token, home } = boot;
  return new ExperimentDesk({
    store: new RunStore(home),
    fleet: createFleetClient({ fleetUrl, token, http: host.createHttpClient() }),
    randomHex: host.randomHex,
    run: readCommand(boot.config["experiments"]),
    leverOf: () => guardian.lever,
    faults: () => guardian.list(),
    mistakeIn,
  });
}

function readCommand(config: unknown): ExperimentCommand | undefined {
  return config === undefined ? undefined : config as ExperimentCommand;
}

/** Reading experiments is loaded by the first one: the guardian itself starts without it. */
async function mistakeIn(text: string, file: string): Promise<string | undefined> {
  const { formatDiagnostic, lintText } = await import("../experiment/mod.ts");
  const mistake = lintText(text, file).find(({ severity }) => severity === "error");
  return mistake === undefined ? undefined : formatDiagnostic(mistake);
}
