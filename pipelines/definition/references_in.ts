import type { StageSpec, ValueReference } from "@netops/core/contracts";
import { mapReferences } from "../conductor/spec_values.ts";

/** A reference, and where it stands in its stage. */
export interface FoundReference {
  readonly path: readonly (string | number)[];
  readonly reference: ValueReference;
}

/** The references of a stage, which need not be whole: the same that a conductor fills in. */
export function referencesIn(stage: object): readonly FoundReference[] {
  const found: FoundReference[] = [];
  mapReferences(stage as StageSpec, (reference, place) => {
    const path = place.split(".").map((step) => /^\d+$/.test(step) ? Number(step) : step);
    found.push({ path, reference });
  });
  return found;
}
