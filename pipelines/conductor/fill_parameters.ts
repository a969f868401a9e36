import { NetopsError } from "@netops/core";
import type { ParameterSpec } from "@netops/core/contracts";

/** A value of a parameter. */
export type ParameterValue = string | number | boolean;

/**
 * The value of each parameter of a pipeline: what was given, else its default.
 *
 * A text that reads as a number or as true or false counts as that, as a command line gives texts only.
 *
 * @throws {NetopsError} CONFIG_INVALID for one that is not there, is missing, or is none of its type or options
 */
export function fillParameters(
  specs: readonly ParameterSpec[],
  given: Readonly<Record<string, ParameterValue>>,
): Record<string, ParameterValue> {
  const known = specs.map(({ name }) => name);
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const names = known.join(", ") || "none";
    throw invalid(unknown, `the pipeline has no such parameter; it has: ${names}`);
  }
  return Object.fromEntries(specs.map((spec) => [spec.name, valueOf(spec, given)]));
}

function valueOf(
  spec: ParameterSpec,
  given: Readonly<Record<string, ParameterValue>>,
): ParameterValue {
  const { name, options } = spec;
  const raw = Object.hasOwn(given, name) ? given[name] : spec.default;
  if (raw === undefined) throw invalid(name, "it has no default and was not given");
  const value = ofType(spec, raw);
  if (value === undefined) throw invalid(name, `${JSON.stringify(raw)} is no ${spec.type}`);
  if (options !== undefined && !options.some((option) => option === value)) {
    throw invalid(name, `${JSON.stringify(value)} is none of ${options.join(", ")}`);
  }
  return value;
}

function ofType({ type }: ParameterSpec, raw: ParameterValue): ParameterValue | undefined {
  const typeOfRaw: string = typeof raw;
  if (typeOfRaw === type) return raw;
  if (type === "string") return String(raw);
  if (typeof raw !== "string") return undefined;
  if (type === "boolean") return raw === "true" ? true : raw === "false" ? false : undefined;
  const number = Number(raw);
  return raw.trim() !== "" && Number.isFinite(number) ? number : undefined;
}

function invalid(name: string, why: string): NetopsError {
  return new NetopsError("CONFIG_INVALID", `Cannot take the parameter ${name}: ${why}`, {
    details: { parameter: name },
    fix: "netops deploy run FILE --param NAME=VALUE",
  });
}
