/** Says whether a value is what it should be. */
export type Check = (value: unknown) => boolean;

/** The fields of a document; there may be no others. */
export type Shape = Readonly<Record<string, Check>>;

/** A number from `min` to `max`. */
export function number(min: number, max: number): Check {
  return (value) => typeof value === "number" && value >= min && value <= max;
}

/** A whole number from `min` to `max`. */
export function whole(min: number, max: number): Check {
  const isInRange = number(min, max);
  return (value) => Number.isSafeInteger(value) && isInRange(value);
}

/** A text of at most so many UTF-16 units. */
export function text(most: number): Check {
  return (value) => typeof value === "string" && value.length <= most;
}

/** A text that matches. */
export function like(pattern: RegExp): Check {
  return (value) => typeof value === "string" && pattern.test(value);
}

/** One of some values. */
export function oneOf(values: readonly unknown[]): Check {
  return (value) => values.includes(value);
}

/** What may be left out. */
export function maybe(check: Check): Check {
  return (value) => value === undefined || check(value);
}

/** A list of `least` to `most` things. */
export function list(
  check: Check,
  { least, most }: { readonly least: number; readonly most: number },
): Check {
  return (value) =>
    Array.isArray(value) && value.length >= least && value.length <= most &&
    value.every((each) => check(each));
}

/** A document of this shape. */
export function shaped(shape: Shape): Check {
  return (value) => wrongField(value, shape) === undefined;
}

/** The first field that is unknown, missing or wrong; undefined when all is well. */
export function wrongField(value: unknown, shape: Shape): string | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return "the document";
  const fields = value as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(fields).find((name) => !Object.hasOwn(shape, name));
  return unknown ?? Object.keys(shape).find((name) => !shape[name]!(fields[name]));
}
