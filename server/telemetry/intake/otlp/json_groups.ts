import {
  doubleOf,
  flagIn,
  integerIn,
  integerOf,
  type JsonObject,
  listIn,
  objectOf,
  own,
  textIn,
} from "./json_fields.ts";
import { DEEPEST_VALUE, type OtlpAttributes, type OtlpGroup, type OtlpValue } from "./otlp_tree.ts";

/** What the fields of a signal are called. */
export interface SignalNames {
  readonly resources: string;
  readonly scopes: string;
  readonly items: string;
}

/**
 * Reads the groups of an export request in JSON. Source: OTLP 1.x, JSON encoding: names in camelCase, ids in
 * hex, enums as numbers; unknown names are passed over.
 *
 * @throws {MalformedMessage}
 */
export function readJsonGroups<Item>(
  body: unknown,
  names: SignalNames,
  readItem: (item: JsonObject) => Item,
): OtlpGroup<Item>[] {
  const groups: OtlpGroup<Item>[] = [];
  for (const each of listIn(objectOf(body, "The body"), names.resources)) {
    const holder = objectOf(each, names.resources);
    const resource = readJsonAttributes(objectOf(own(holder, "resource"), "resource"));
    for (const one of listIn(holder, names.scopes)) {
      const inner = objectOf(one, names.scopes);
      groups.push({
        resource,
        scope: textIn(objectOf(own(inner, "scope"), "scope"), "name"),
        items: listIn(inner, names.items).map((item) => readItem(objectOf(item, names.items))),
      });
    }
  }
  return groups;
}

/** Reads the field `attributes`. */
export function readJsonAttributes(object: JsonObject): OtlpAttributes {
  return listIn(object, "attributes").map((item) => readPair(item, 1));
}

function readPair(item: unknown, depth: number): readonly [string, OtlpValue] {
  const pair = objectOf(item, "attributes");
  return [textIn(pair, "key"), readJsonValue(own(pair, "value"), depth)];
}

/** Reads an `AnyValue`. */
export function readJsonValue(value: unknown, depth = 1): OtlpValue {
  const object = objectOf(value, "value");
  if (own(object, "stringValue") !== undefined) return textIn(object, "stringValue");
  if (own(object, "boolValue") !== undefined) return flagIn(object, "boolValue");
  const whole = own(object, "intValue");
  if (whole !== undefined) return integerOf(whole, "intValue");
  const double = own(object, "doubleValue");
  if (double !== undefined) return doubleOf(double, "doubleValue");
  if (own(object, "bytesValue") !== undefined) return textIn(object, "bytesValue");
  return readJsonHolder(object, depth);
}

function readJsonHolder(object: JsonObject, depth: number): OtlpValue {
  const array = own(object, "arrayValue");
  const list = own(object, "kvlistValue");
  if (array === undefined && list === undefined || depth >= DEEPEST_VALUE) return null;
  if (array !== undefined) {
    return listIn(objectOf(array, "arrayValue"), "values")
      .map((item) => readJsonValue(item, depth + 1));
  }
  const pairs = listIn(objectOf(list, "kvlistValue"), "values");
  return Object.fromEntries(pairs.map((item) => readPair(item, depth + 1)));
}

/** Reads nanoseconds since 1970. */
export function nanosIn(object: JsonObject, name: string): number {
  return integerIn(object, name);
}

/** Reads an id, in lower case. */
export function idIn(object: JsonObject, name: string): string {
  return textIn(object, name).toLowerCase();
}
