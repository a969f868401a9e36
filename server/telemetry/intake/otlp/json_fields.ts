import { MalformedMessage } from "../wire/proto_reader.ts";

/** An object of a JSON body. */
export type JsonObject = Readonly<Record<string, unknown>>;

const INTEGER = /^-?\d{1,20}$/;
const DOUBLES: ReadonlyMap<unknown, number> = new Map<unknown, number>([
  ["NaN", NaN],
  ["Infinity", Infinity],
  ["-Infinity", -Infinity],
]);

/** Takes an object for what it is; null and undefined are empty. @throws {MalformedMessage} */
export function objectOf(value: unknown, name: string): JsonObject {
  if (value === undefined || value === null) return {};
  if (typeof value !== "object" || Array.isArray(value)) throw wrong(name, "an object");
  return value as JsonObject;
}

/** The list in a field; none is empty. @throws {MalformedMessage} */
export function listIn(object: JsonObject, name: string): readonly unknown[] {
  const value = own(object, name);
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw wrong(name, "a list");
  return value;
}

/** The text in a field; none is "". @throws {MalformedMessage} */
export function textIn(object: JsonObject, name: string): string {
  const value = own(object, name);
  if (value === undefined) return "";
  if (typeof value !== "string") throw wrong(name, "text");
  return value;
}

/** The flag in a field; none is false. @throws {MalformedMessage} */
export function flagIn(object: JsonObject, name: string): boolean {
  const value = own(object, name);
  if (value === undefined) return false;
  if (typeof value !== "boolean") throw wrong(name, "true or false");
  return value;
}

/** The whole number in a field, as number or as text; none is 0; beyond 2^53 it is rounded. */
export function integerIn(object: JsonObject, name: string): number {
  const value = own(object, name);
  return value === undefined ? 0 : integerOf(value, name);
}

/** Reads a whole number, as number or as text. @throws {MalformedMessage} */
export function integerOf(value: unknown, name: string): number {
  if (typeof value === "number" && Number.isInteger(value)) return value;
  if (typeof value === "string" && INTEGER.test(value)) return Number(value);
  throw wrong(name, "a whole number");
}

/** Reads a number, or the text of one as protobuf's JSON has it. @throws {MalformedMessage} */
export function doubleOf(value: unknown, name: string): number {
  if (typeof value === "number") return value;
  const special = DOUBLES.get(value);
  if (special !== undefined) return special;
  if (typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value))) {
    return Number(value);
  }
  throw wrong(name, "a number");
}

/** The value of a field that is the object's own and not null. */
export function own(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] ?? undefined : undefined;
}

function wrong(name: string, wanted: string): MalformedMessage {
  return new MalformedMessage(`${name} is not ${wanted}`);
}
