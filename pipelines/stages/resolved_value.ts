import { NetopsError } from "@netops/core";
import type { ValueReference } from "@netops/core/contracts";

/** A value of a stage after the conductor has put values in the place of references. */
export type Scalar = string | number | boolean;

/** Whether a value still is a reference: nobody gave it out. */
export function isReference(value: Scalar | ValueReference): value is ValueReference {
  return typeof value === "object";
}

/**
 * Reads a value that has to be there by now.
 *
 * @throws {NetopsError} CONFIG_INVALID when it still is a reference: a stage never goes on with a value that nobody gave
 */
export function resolvedText(value: Scalar | ValueReference, what: string): string {
  if (!isReference(value)) return String(value);
  throw new NetopsError("CONFIG_INVALID", `Cannot read ${what} as ${nameOf(value)} has no value`, {
    fix: "name a stage in needs that gives it out, or start with the parameter",
  });
}

/** Reads several values that have to be there by now. @throws {NetopsError} CONFIG_INVALID */
export function resolvedTexts(
  values: Readonly<Record<string, Scalar | ValueReference>>,
  what: string,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, resolvedText(value, `${what} ${name}`)]),
  );
}

/** A reference in words. */
export function nameOf(reference: ValueReference): string {
  return "output" in reference
    ? `the output ${reference.output}`
    : `parameter ${reference.parameter}`;
}
