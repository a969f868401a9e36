import type { Places } from "./document/place.ts";
import { readDocument } from "./document/read_document.ts";
import { copyValue, type Value } from "./python/value.ts";

/** An experiment that was read from a file: not checked yet. */
export interface Experiment {
  /** The name that messages tell. */
  readonly file: string;
  readonly value: Value;
  /** Where everything stands in the file. */
  readonly places: Places;
}

/**
 * Reads an experiment; the ending of `file` decides between JSON and YAML.
 *
 * @throws {SyntaxProblem} where the text is neither.
 */
export function readExperiment(text: string, file: string): Experiment {
  return { file, ...readDocument(text, file) };
}

/** The experiment's own copy of its values, which a run may change. */
export function runnableCopy(experiment: Experiment): Value {
  return copyValue(experiment.value);
}
