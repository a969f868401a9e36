import protobuf from "protobufjs";

/** The schema of KV Connect for protobufjs, the other implementation that our codec is tested against. */
const SCHEMA = {
  SnapshotRead: { ranges: ["repeated ReadRange", 1] },
  ReadRange: { start: ["bytes", 1], end: ["bytes", 2], limit: ["int32", 3], reverse: ["bool", 4] },
  SnapshotReadOutput: {
    ranges: ["repeated ReadRangeOutput", 1],
    readDisabled: ["bool", 2],
    readIsStronglyConsistent: ["bool", 4],
    status: ["int32", 8],
  },
  ReadRangeOutput: { values: ["repeated KvEntry", 1] },
  KvEntry: {
    key: ["bytes", 1],
    value: ["bytes", 2],
    encoding: ["int32", 3],
    versionstamp: ["bytes", 4],
  },
  KvValue: { data: ["bytes", 1], encoding: ["int32", 2] },
  AtomicWrite: {
    checks: ["repeated Check", 1],
    mutations: ["repeated Mutation", 2],
    enqueues: ["repeated Enqueue", 3],
  },
  Check: { key: ["bytes", 1], versionstamp: ["bytes", 2] },
  Mutation: {
    key: ["bytes", 1],
    value: ["KvValue", 2],
    mutationType: ["int32", 3],
    expireAtMs: ["int64", 4],
    sumMin: ["bytes", 5],
    sumMax: ["bytes", 6],
    sumClamp: ["bool", 7],
  },
  Enqueue: { payload: ["bytes", 1], deadlineMs: ["int64", 2] },
  AtomicWriteOutput: {
    status: ["int32", 1],
    versionstamp: ["bytes", 2],
    failedChecks: ["repeated uint32", 4],
  },
  Watch: { keys: ["repeated WatchKey", 1] },
  WatchKey: { key: ["bytes", 1] },
  WatchOutput: { status: ["int32", 1], keys: ["repeated WatchKeyOutput", 2] },
  WatchKeyOutput: { changed: ["bool", 1], entryIfChanged: ["KvEntry", 2] },
} as const;

const ROOT = protobuf.Root.fromJSON({
  nested: Object.fromEntries(
    Object.entries(SCHEMA).map(([name, fields]) => [name, { fields: describe(fields) }]),
  ),
});

function describe(fields: Record<string, readonly [string, number]>) {
  return Object.fromEntries(
    Object.entries(fields).map(([name, [type, id]]) => {
      const [rule, repeatedType] = type.split(" ");
      return [
        name,
        repeatedType === undefined
          ? { type, id }
          : { type: repeatedType, id, rule: rule as string },
      ];
    }),
  );
}

/** Encodes a message with protobufjs. */
export function encodeWithOracle(name: keyof typeof SCHEMA, message: object): Uint8Array {
  const type = ROOT.lookupType(name);
  return Uint8Array.from(type.encode(type.create(message as Record<string, unknown>)).finish());
}

/** Decodes a message with protobufjs; bytes as Uint8Array, 64-bit numbers as strings, defaults kept. */
// deno-lint-ignore no-explicit-any
export function decodeWithOracle(name: keyof typeof SCHEMA, bytes: Uint8Array): any {
  const type = ROOT.lookupType(name);
  return type.toObject(type.decode(bytes), { longs: String, defaults: true, arrays: true });
}
