import assert from "node:assert/strict";
import { checkAtomicWrite, checkSnapshotRead, checkWatch } from "./limits.ts";
import type { AtomicWrite, Check, Mutation, ReadRange } from "./wire/requests.ts";

const NONE = new Uint8Array(0);

Deno.test("checkSnapshotRead() takes up to its limits and refuses one more", () => {
  checkSnapshotRead(Array.from({ length: 10 }, () => range({ limit: 100 })));
  checkSnapshotRead([range({ end: new Uint8Array(2049) })]);
  refused(() => checkSnapshotRead(Array.from({ length: 11 }, () => range({}))), /10 read ranges/);
  refused(() => checkSnapshotRead([range({ limit: 1001 })]), /1000 entries/);
  refused(() => checkSnapshotRead([range({ limit: 501 }), range({ limit: 500 })]), /1000 entries/);
  refused(() => checkSnapshotRead([range({ limit: 0 })]), /not positive/);
  refused(() => checkSnapshotRead([range({ limit: -1 })]), /not positive/);
  refused(() => checkSnapshotRead([range({ start: new Uint8Array(2050) })]), /2 KiB/);
  refused(() => checkSnapshotRead([range({ end: new Uint8Array(2050) })]), /2 KiB/);
});

Deno.test("checkWatch() takes 1 to 10 keys", () => {
  checkWatch(Array.from({ length: 10 }, () => NONE));
  refused(() => checkWatch([]), /no key/);
  refused(() => checkWatch(Array.from({ length: 11 }, () => NONE)), /more than 10/);
  refused(() => checkWatch([new Uint8Array(2049)]), /2 KiB/);
});

Deno.test("checkAtomicWrite() takes up to its limits and refuses one more", () => {
  checkAtomicWrite(write({ checks: times(100, check({})), mutations: times(1000, mutation({})) }));
  checkAtomicWrite(
    write({ mutations: [mutation({ key: new Uint8Array(2048), value: value(65_536) })] }),
  );
  refused(() => checkAtomicWrite(write({ checks: times(101, check({})) })), /100 checks/);
  refused(
    () => checkAtomicWrite(write({ mutations: times(1001, mutation({})) })),
    /1000 mutations/,
  );
  refused(
    () => checkAtomicWrite(write({ mutations: [mutation({ value: value(65_537) })] })),
    /64 KiB/,
  );
  refused(
    () => checkAtomicWrite(write({ mutations: [mutation({ key: new Uint8Array(2049) })] })),
    /2 KiB/,
  );
  refused(
    () => checkAtomicWrite(write({ checks: [check({ key: new Uint8Array(2050) })] })),
    /2 KiB/,
  );
  const twelve = times(12, mutation({ value: value(65_536) }));
  checkAtomicWrite(write({ mutations: twelve }));
  refused(
    () => checkAtomicWrite(write({ mutations: [...twelve, twelve[0] as Mutation] })),
    /800 KiB/,
  );
});

Deno.test("checkAtomicWrite() refuses what no client of ours sends", () => {
  const bad: [RegExp, Partial<AtomicWrite>][] = [
    [/queues/, { enqueueCount: 1 }],
    [/versionstamp/, { checks: [check({ versionstamp: new Uint8Array(9) })] }],
    [/type is unknown/, { mutations: [mutation({ type: 0 })] }],
    [/type is unknown/, { mutations: [mutation({ type: 6 })] }],
    [/no value/, { mutations: [mutation({ value: undefined })] }],
    [/encoding is unknown/, { mutations: [mutation({ value: { data: NONE, encoding: 4 } })] }],
    [/not 8 bytes/, { mutations: [mutation({ value: { data: NONE, encoding: 2 } })] }],
    [/expiry/, { mutations: [mutation({ expireAtMs: -2n })] }],
    [/expiry/, { mutations: [mutation({ expireAtMs: 2n ** 53n })] }],
  ];
  for (const [reason, parts] of bad) refused(() => checkAtomicWrite(write(parts)), reason);
  checkAtomicWrite(write({ mutations: [mutation({ type: 2, value: undefined })] }));
});

function refused(run: () => void, reason: RegExp): void {
  assert.throws(run, { code: "REQUEST_INVALID", message: reason });
}

function range(parts: Partial<ReadRange>): ReadRange {
  return { start: NONE, end: NONE, limit: 1, reverse: false, ...parts };
}

function write(parts: Partial<AtomicWrite>): AtomicWrite {
  return { checks: [], mutations: [], enqueueCount: 0, ...parts };
}

function check(parts: Partial<Check>): Check {
  return { key: NONE, versionstamp: NONE, ...parts };
}

function mutation(parts: Partial<Mutation>): Mutation {
  const base = { key: NONE, value: value(0), type: 1, expireAtMs: 0n };
  return { ...base, sumMin: NONE, sumMax: NONE, sumClamp: false, ...parts };
}

function value(sizeBytes: number) {
  return { data: new Uint8Array(sizeBytes), encoding: 3 };
}

function times<T>(count: number, item: T): T[] {
  return Array.from({ length: count }, () => item);
}
