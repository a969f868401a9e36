import { NetopsError } from "@netops/core";
import type { StageSpec, ValueReference } from "@netops/core/contracts";
import type { StageOutputs } from "../stages/stage_handler.ts";
import { mapReferences } from "./spec_values.ts";

/** What references stand for. */
export interface ReferenceValues {
  /** What stages that are over gave out, by name. */
  readonly outputs: Readonly<Record<string, StageOutputs>>;
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
}

/**
 * Puts the value in the place of every reference of a stage.
 *
 * @throws {NetopsError} CONFIG_INVALID that names stage and field: a stage never runs, nor is it skipped, because
 * of a value that nobody gave
 */
export function resolveSpec<S extends StageSpec>(spec: S, values: ReferenceValues): S {
  return mapReferences(spec, (reference, place, isText) => {
    const value = valueOf(reference, values);
    if (value === undefined) throw unresolved(`${spec.name}.${place}`, reference, values);
    return isText ? String(value) : value;
  }) as S;
}

function valueOf(
  reference: ValueReference,
  { outputs, parameters }: ReferenceValues,
): string | number | boolean | undefined {
  if ("parameter" in reference) return own(parameters, reference.parameter);
  const [stage = "", field = ""] = reference.output.split(".");
  return own(own(outputs, stage) ?? {}, field);
}

/** A stage may be called `constructor`, which every object has. */
function own<V>(record: Readonly<Record<string, V>>, name: string): V | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

function unresolved(
  place: string,
  reference: ValueReference,
  { outputs, parameters }: ReferenceValues,
): NetopsError {
  const what = "parameter" in reference
    ? `the parameter ${reference.parameter} has no value; there are: ${namesOf(parameters)}`
    : missingOutput(reference.output, outputs);
  return new NetopsError("CONFIG_INVALID", `Cannot fill in ${place} as ${what}`, {
    details: { place, ...reference },
    fix: "mend the reference and start the pipeline again",
  });
}

function missingOutput(output: string, outputs: ReferenceValues["outputs"]): string {
  const [stage = "", field = ""] = output.split(".");
  const given = own(outputs, stage);
  if (given === undefined) return `the stage ${stage} is not over`;
  const names = namesOf(given);
  return names === "none"
    ? `the stage ${stage} gave out nothing: it failed or was skipped`
    : `the stage ${stage} gave out no ${field}; it gave out: ${names}`;
}

function namesOf(values: object): string {
  return Object.keys(values).join(", ") || "none";
}
