import type { Scope } from "../python/template.ts";
import type { ValueMap } from "../python/value.ts";
import { settingsOf } from "../compat/experiment_lists.ts";
import type { ActivityCall } from "../providers/call.ts";
import type { RunOptions } from "../run/options.ts";
import { loadConfiguration, loadDynamicConfiguration } from "./configuration.ts";
import { loadSecrets } from "./secrets.ts";
import { NO_VARIABLES } from "./variables.ts";

/**
 * Loads configuration and secrets of an experiment, and runs the probes among the configuration.
 *
 * @throws {InvalidExperiment} when a variable of the environment or a file is not there.
 * @throws {PythonError} when a value cannot be converted.
 */
export async function loadSettings(
  experiment: ValueMap,
  call: ActivityCall,
  { compat, variables = NO_VARIABLES }: Pick<RunOptions, "compat" | "variables">,
): Promise<Scope> {
  const { files } = call.ports;
  const readFile = (path: string) => files.readText(path);
  const sources = { env: call.env, ...(compat === undefined ? { readFile } : {}) };
  const loaded = loadConfiguration(settingsOf(experiment, "configuration"), {
    ...sources,
    vars: { ...variables.configuration },
  });
  const secrets = loadSecrets(settingsOf(experiment, "secrets"), {
    ...sources,
    vars: { ...variables.secrets },
  });
  const scope = { ...call.scope, configuration: loaded, secrets };
  const configuration = await loadDynamicConfiguration(loaded, { ...call, scope });
  return { ...scope, configuration };
}
