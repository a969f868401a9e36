import { isMap, isTruthy, type Value, type ValueMap } from "../python/value.ts";
import { jsonText } from "../python/json_text.ts";
import { PythonError } from "../python/python_error.ts";
import { NO_VARIABLES } from "../settings/variables.ts";
import { InvalidExperiment } from "../settings/invalid_experiment.ts";
import type { ExperimentPorts } from "../ports.ts";
import type { RunOptions } from "../run/options.ts";
import { CompatRun } from "./compat_run.ts";
import { validateExperiment } from "./validate.ts";

/** How a run in the manner of the Chaos Toolkit ended. */
export interface CompatOutcome {
  readonly exitCode: 0 | 1;
  /** Left out where the Chaos Toolkit writes none. */
  readonly journal?: ValueMap;
  /** Why there is no journal. */
  readonly error?: string;
}

/** Validates and runs an experiment as `chaos run` does; never throws for what an experiment can hold. */
export async function runCompat(
  experiment: Value,
  ports: ExperimentPorts,
  options: RunOptions,
): Promise<CompatOutcome> {
  const env = { ...ports.surroundings.env, ...(options.variables ?? NO_VARIABLES).env };
  try {
    if (options.noValidation !== true) validateExperiment(experiment, { ports, env });
    if (!isTruthy(experiment) || !isMap(experiment)) {
      throw new PythonError("TypeError", "the experiment is not a mapping");
    }
    const journal = await new CompatRun(experiment, ports, options).run();
    jsonText(journal); // what cannot be written breaks the Chaos Toolkit
    const isFine = journal["status"] === "completed" && journal["deviated"] !== true;
    return { exitCode: isFine ? 0 : 1, journal };
  } catch (error) {
    if (error instanceof InvalidExperiment) return { exitCode: 1, error: error.message };
    if (error instanceof PythonError) {
      return { exitCode: 1, error: `${error.kind}: ${error.message}` };
    }
    throw error;
  }
}
