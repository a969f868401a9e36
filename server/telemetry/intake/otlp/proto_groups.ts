import type { ProtoReader } from "../wire/proto_reader.ts";
import { DEEPEST_VALUE, type OtlpAttributes, type OtlpGroup, type OtlpValue } from "./otlp_tree.ts";

/** Reads one item of a list. */
export type ReadItem<Item> = (reader: ProtoReader) => Item;

/**
 * Reads the groups of an export request, which all three signals have in the same shape.
 *
 * Source: opentelemetry-proto, collector/{trace,metrics,logs}/v1 and resource/v1.
 */
export function readGroups<Item>(reader: ProtoReader, read: ReadItem<Item>): OtlpGroup<Item>[] {
  const groups: OtlpGroup<Item>[] = [];
  while (reader.next()) {
    if (reader.field !== 1) {
      reader.skip();
      continue;
    }
    const outer = reader.enter();
    readResource(reader, read, groups);
    reader.leave(outer);
  }
  return groups;
}

function readResource<Item>(
  reader: ProtoReader,
  read: ReadItem<Item>,
  groups: OtlpGroup<Item>[],
): void {
  let resource: OtlpAttributes = [];
  const scopes: { scope: string; items: Item[] }[] = [];
  while (reader.next()) {
    if (reader.field === 1) resource = readHolder(reader, 1);
    else if (reader.field === 2) scopes.push(readScope(reader, read));
    else reader.skip();
  }
  for (const scope of scopes) groups.push({ resource, ...scope });
}

function readScope<Item>(
  reader: ProtoReader,
  read: ReadItem<Item>,
): { scope: string; items: Item[] } {
  const outer = reader.enter();
  const items: Item[] = [];
  let scope = "";
  while (reader.next()) {
    if (reader.field === 1) scope = readScopeName(reader);
    else if (reader.field === 2) items.push(within(reader, read));
    else reader.skip();
  }
  reader.leave(outer);
  return { scope, items };
}

function readScopeName(reader: ProtoReader): string {
  return within(reader, () => {
    let name = "";
    while (reader.next()) {
      if (reader.field === 1) name = reader.string();
      else reader.skip();
    }
    return name;
  });
}

/** Reads a message within by `read`. */
export function within<Item>(reader: ProtoReader, read: ReadItem<Item>): Item {
  const outer = reader.enter();
  const item = read(reader);
  reader.leave(outer);
  return item;
}

/** Reads a message that has nothing of interest but attributes, as field `field`. */
function readHolder(reader: ProtoReader, field: number): OtlpAttributes {
  return within(reader, () => {
    const attributes: (readonly [string, OtlpValue])[] = [];
    while (reader.next()) {
      if (reader.field === field) attributes.push(readAttribute(reader));
      else reader.skip();
    }
    return attributes;
  });
}

/** Reads a `KeyValue`. */
export function readAttribute(reader: ProtoReader, depth = 1): readonly [string, OtlpValue] {
  const outer = reader.enter();
  let key = "";
  let value: OtlpValue = null;
  while (reader.next()) {
    if (reader.field === 1) key = reader.string();
    else if (reader.field === 2) value = readValue(reader, depth);
    else reader.skip();
  }
  reader.leave(outer);
  return [key, value];
}

/** Reads an `AnyValue`. */
export function readValue(reader: ProtoReader, depth = 1): OtlpValue {
  const outer = reader.enter();
  let value: OtlpValue = null;
  while (reader.next()) value = readOneOf(reader, depth);
  reader.leave(outer);
  return value;
}

function readOneOf(reader: ProtoReader, depth: number): OtlpValue {
  switch (reader.field) {
    case 1:
      return reader.string();
    case 2:
      return reader.enumeration() !== 0;
    case 3:
      return reader.int64();
    case 4:
      return reader.double();
    case 5:
      return depth >= DEEPEST_VALUE ? nothing(reader) : readArray(reader, depth + 1);
    case 6:
      return depth >= DEEPEST_VALUE ? nothing(reader) : readObject(reader, depth + 1);
    case 7:
      return reader.raw().toBase64();
    default:
      return nothing(reader);
  }
}

function nothing(reader: ProtoReader): null {
  reader.skip();
  return null;
}

function readArray(reader: ProtoReader, depth: number): OtlpValue[] {
  return within(reader, () => {
    const values: OtlpValue[] = [];
    while (reader.next()) {
      if (reader.field === 1) values.push(readValue(reader, depth));
      else reader.skip();
    }
    return values;
  });
}

function readObject(reader: ProtoReader, depth: number): OtlpValue {
  return within(reader, () => {
    const entries: (readonly [string, OtlpValue])[] = [];
    while (reader.next()) {
      if (reader.field === 1) entries.push(readAttribute(reader, depth));
      else reader.skip();
    }
    return Object.fromEntries(entries);
  });
}
