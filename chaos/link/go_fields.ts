import type { GoValue } from "./go_json.ts";

/** Types of Go that the API's fields have. */
export type GoType = "string" | "bool" | "int64" | "int" | "float32";

/** One field of a body: its name in JSON and its type. */
export interface GoField {
  readonly name: string;
  readonly type: GoType;
}

/** Values of fields that were there and were not null. */
export type GoValues = Readonly<Record<string, string | number | boolean>>;

const BIGGEST_INT64 = 9223372036854775807n;
const BIGGEST_FLOAT32 = 3.4028234663852886e38;

/**
 * Takes the known fields out of an object as Go's decoder does: names in any case, the last of
 * equals wins, null changes nothing, unknown ones are ignored.
 *
 * @returns the values, or Go's complaint with `path` before the name of the field.
 */
export function readGoFields(
  value: GoValue,
  fields: readonly GoField[],
  names: { readonly path: string; readonly type: string },
): GoValues | { readonly fault: string } {
  if (value.kind === "null") return {};
  if (value.kind !== "object") return { fault: mismatch(value, `value of type ${names.type}`) };
  const values: Record<string, string | number | boolean> = {};
  for (const [name, member] of value.members) {
    const field = fields.find((known) => known.name.toLowerCase() === name.toLowerCase());
    if (field === undefined || member.kind === "null") continue;
    const taken = takeValue(member, field.type);
    if (taken === undefined) {
      return {
        fault: mismatch(member, `struct field ${names.path}.${field.name} of type ${field.type}`),
      };
    }
    values[field.name] = taken;
  }
  return values;
}

/** The last member of an object with this name, in any case; undefined when there is none. */
export function memberOf(value: GoValue, name: string): GoValue | undefined {
  if (value.kind !== "object") return undefined;
  return value.members.findLast(([key]) => key.toLowerCase() === name)?.[1];
}

/** Go's words for a value that is of another type. */
export function mismatch(value: GoValue, target: string): string {
  const shown = value.kind === "number" && !target.endsWith("string") &&
      /(int|int64|float32)$/.test(target)
    ? `number ${value.text}`
    : value.kind;
  return `json: cannot unmarshal ${shown} into Go ${target}`;
}

function takeValue(value: GoValue, type: GoType): string | number | boolean | undefined {
  if (type === "string") return value.kind === "string" ? value.text : undefined;
  if (type === "bool") return value.kind === "bool" ? value.text === "true" : undefined;
  if (value.kind !== "number") return undefined;
  if (type === "float32") {
    return Math.abs(Number(value.text)) <= BIGGEST_FLOAT32 ? Number(value.text) : undefined;
  }
  if (!/^-?\d+$/.test(value.text)) return undefined;
  const whole = BigInt(value.text);
  return whole <= BIGGEST_INT64 && whole >= -BIGGEST_INT64 - 1n ? Number(whole) : undefined;
}

/** The shortest number that is `value` in 32 bits: what Go prints for a float32. */
export function shortestFloat32(value: number): number {
  const wanted = Math.fround(value);
  for (let digits = 1; digits < 10; digits++) {
    const candidate = Number(wanted.toPrecision(digits));
    if (Math.fround(candidate) === wanted) return candidate;
  }
  return wanted;
}
