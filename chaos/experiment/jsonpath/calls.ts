import { isInt, isMap, type Value } from "../python/value.ts";

/** Calls a function of jsonpath2 on a value; one that does not fit finds nothing. */
export function callSubscript(name: string, args: readonly Value[], value: Value): Value[] {
  if (name === "charAt") return charAt(args, value);
  if (name === "substring") return substring(args, value);
  if (args.length > 0) return [];
  if (name === "length") return lengthOf(value);
  if (Array.isArray(value)) {
    if (name === "keys") return [value.map((_, index) => index)];
    return name === "values" ? [value] : [value.map((item, index) => [index, item])];
  }
  if (!isMap(value)) return [];
  if (name === "keys") return [Object.keys(value)];
  return [name === "values" ? Object.values(value) : Object.entries(value)];
}

function lengthOf(value: Value): Value[] {
  if (typeof value === "string") return [[...value].length];
  return Array.isArray(value) ? [value.length] : [];
}

function charAt([index, ...rest]: readonly Value[], value: Value): Value[] {
  if (typeof value !== "string" || rest.length > 0 || !isInt(index)) return [];
  const char = [...value].at(Number(index));
  return char === undefined ? [] : [char];
}

function substring([start, end, ...rest]: readonly Value[], value: Value): Value[] {
  if (typeof value !== "string" || rest.length > 0 || !isInt(start)) return [];
  if (end !== undefined && !isInt(end)) return [];
  const chars = [...value];
  return [chars.slice(Number(start), end === undefined ? undefined : Number(end)).join("")];
}
