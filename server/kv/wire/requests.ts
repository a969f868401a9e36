import { ProtoReader } from "./proto_reader.ts";

/** A range of keys to read: `start` inclusive, `end` exclusive. */
export interface ReadRange {
  readonly start: Uint8Array;
  readonly end: Uint8Array;
  readonly limit: number;
  readonly reverse: boolean;
}

/** A key and the versionstamp it must have; an empty one means that the key must not exist. */
export interface Check {
  readonly key: Uint8Array;
  readonly versionstamp: Uint8Array;
}

/** The numbers of mutation types on the wire. */
export const MUTATION_TYPE = { SET: 1, DELETE: 2, SUM: 3, MAX: 4, MIN: 5, SET_SUFFIX: 9 } as const;

/** The numbers of value encodings on the wire. */
export const ENCODING = { V8: 1, LE64: 2, BYTES: 3 } as const;

/** Bytes and how to read them. */
export interface Value {
  readonly data: Uint8Array;
  readonly encoding: number;
}

/** One change of one key, as it came. */
export interface Mutation {
  readonly key: Uint8Array;
  readonly value: Value | undefined;
  readonly type: number;
  /** 0 or -1: never. */
  readonly expireAtMs: bigint;
  readonly sumMin: Uint8Array;
  readonly sumMax: Uint8Array;
  readonly sumClamp: boolean;
}

/** Checks and mutations that happen together or not at all. */
export interface AtomicWrite {
  readonly checks: readonly Check[];
  readonly mutations: readonly Mutation[];
  readonly enqueueCount: number;
}

const EMPTY: Uint8Array = new Uint8Array(0);

/** Decodes a SnapshotRead. @throws {NetopsError} REQUEST_INVALID when it is malformed. */
export function decodeSnapshotRead(bytes: Uint8Array): ReadRange[] {
  return repeated(bytes, (inner) => {
    const range = { start: EMPTY, end: EMPTY, limit: 0, reverse: false };
    const reader = new ProtoReader(inner);
    for (let field = reader.next(); field !== 0; field = reader.next()) {
      if (field === 1) range.start = reader.bytes();
      else if (field === 2) range.end = reader.bytes();
      else if (field === 3) range.limit = reader.int32();
      else if (field === 4) range.reverse = reader.bool();
      else reader.skip();
    }
    return range;
  });
}

/** Decodes the keys of a Watch. @throws {NetopsError} REQUEST_INVALID when it is malformed. */
export function decodeWatch(bytes: Uint8Array): Uint8Array[] {
  return repeated(bytes, (inner) => {
    let key = EMPTY;
    const reader = new ProtoReader(inner);
    for (let field = reader.next(); field !== 0; field = reader.next()) {
      if (field === 1) key = reader.bytes();
      else reader.skip();
    }
    return key;
  });
}

/** Decodes an AtomicWrite. @throws {NetopsError} REQUEST_INVALID when it is malformed. */
export function decodeAtomicWrite(bytes: Uint8Array): AtomicWrite {
  const checks: Check[] = [];
  const mutations: Mutation[] = [];
  let enqueueCount = 0;
  const reader = new ProtoReader(bytes);
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) checks.push(decodeCheck(reader.bytes()));
    else if (field === 2) mutations.push(decodeMutation(reader.bytes()));
    else {
      if (field === 3) enqueueCount++;
      reader.skip();
    }
  }
  return { checks, mutations, enqueueCount };
}

function decodeCheck(bytes: Uint8Array): Check {
  const check = { key: EMPTY, versionstamp: EMPTY };
  const reader = new ProtoReader(bytes);
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) check.key = reader.bytes();
    else if (field === 2) check.versionstamp = reader.bytes();
    else reader.skip();
  }
  return check;
}

function decodeMutation(bytes: Uint8Array): Mutation {
  const mutation = {
    key: EMPTY,
    value: undefined as Value | undefined,
    type: 0,
    expireAtMs: 0n,
    sumMin: EMPTY,
    sumMax: EMPTY,
    sumClamp: false,
  };
  const reader = new ProtoReader(bytes);
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) mutation.key = reader.bytes();
    else if (field === 2) mutation.value = decodeValue(reader.bytes());
    else if (field === 3) mutation.type = reader.int32();
    else if (field === 4) mutation.expireAtMs = reader.int64();
    else if (field === 5) mutation.sumMin = reader.bytes();
    else if (field === 6) mutation.sumMax = reader.bytes();
    else if (field === 7) mutation.sumClamp = reader.bool();
    else reader.skip();
  }
  return mutation;
}

function decodeValue(bytes: Uint8Array): Value {
  const value = { data: EMPTY, encoding: 0 };
  const reader = new ProtoReader(bytes);
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) value.data = reader.bytes();
    else if (field === 2) value.encoding = reader.int32();
    else reader.skip();
  }
  return value;
}

function repeated<T>(bytes: Uint8Array, decode: (inner: Uint8Array) => T): T[] {
  const items: T[] = [];
  const reader = new ProtoReader(bytes);
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) items.push(decode(reader.bytes()));
    else reader.skip();
  }
  return items;
}
