import type { Comparison } from "@netops/core/contracts";
import { holds } from "../conductor/compare.ts";
import { isReference, nameOf } from "./resolved_value.ts";

/** Whether a comparison holds, and both values as they were found. */
export interface ComparisonResult {
  readonly holds: boolean;
  readonly said: string;
}

/**
 * Compares two values of a pipeline as `when` does, once every reference in it is replaced; a value that nobody gave
 * never holds.
 *
 * @throws {NetopsError} CONFIG_INVALID for a mistake of the pipeline, which is no answer to it
 */
export function compareValues({ left, is, right }: Comparison): ComparisonResult {
  if (isReference(left)) return { holds: false, said: `${nameOf(left)} has no value` };
  if (isReference(right)) return { holds: false, said: `${nameOf(right)} has no value` };
  const said = `${JSON.stringify(left)} ${is} ${JSON.stringify(right)}`;
  return { holds: holds({ left, is, right }), said };
}
