import assert from "node:assert/strict";
import fc from "fast-check";
import { FAIL_POINTS, FaultRenewal, HeldFault } from "../contracts/fault.ts";
import { readHeldFault, readRenewal } from "./read_held_fault.ts";

const isTaken = (read: (value: unknown) => unknown, value: unknown): boolean => {
  try {
    read(value);
    return true;
  } catch {
    return false;
  }
};

const number = fc.oneof(
  fc.constantFrom(0, 1, -1, 0.5, 10, 99, 100, 101, 200, 599, 600, 9_999, 10_001, 60_001, 600_001),
  fc.constantFrom(1_000_001, 86_400_000, 86_400_001, -86_400_001, 2 ** 32, 2 ** 32 + 1, 2 ** 60),
);
const text = fc.constantFrom("", "a", "GET", "get", "f.1", "a b", "x".repeat(81), "x".repeat(201));
const odd = fc.oneof(number, text, fc.constantFrom(null, true, [], {}, ["GET"], ["get"], [1]));
const value = (usual: fc.Arbitrary<unknown>) =>
  fc.oneof({ arbitrary: usual, weight: 30 }, { arbitrary: odd, weight: 1 });
const record = (fields: Record<string, fc.Arbitrary<unknown>>, needed: string[] = []) =>
  fc.record(
    { ...Object.fromEntries(Object.entries(fields).map(([k, v]) => [k, value(v)])), x: odd },
    { requiredKeys: needed as never[] },
  ).map((made) => {
    // Most of the time without the field that nobody knows.
    const { x: _x, ...rest } = made as Record<string, unknown>;
    return Object.keys(made).length % 9 === 0 ? made : rest;
  });

const TYPES = [
  ...["delay", "abort", "slow-body", "content-type", "empty-body", "truncate-body"],
  ...["block-event-loop", "skew-clock", "hog-memory", "fail-point", "nonsense", "toString"],
];
const FIELDS: Record<string, string[]> = {
  delay: ["delayMs", "jitterMs"],
  abort: ["status"],
  "slow-body": ["bytesPerSecond"],
  "content-type": ["contentType"],
  "truncate-body": ["keepBytes"],
  "block-event-loop": ["blockMs", "everyMs"],
  "skew-clock": ["offsetMs"],
  "hog-memory": ["sizeBytes"],
  "fail-point": ["point", "mode", "delayMs", "ratio"],
};
const MODES = ["error", "delay", "full", "read-only", "corrupt", "stale", "lie", "other"];
const usualOf = (field: string): fc.Arbitrary<unknown> =>
  field === "point"
    ? fc.constantFrom(...FAIL_POINTS, "other")
    : field === "mode"
    ? fc.constantFrom(...MODES)
    : field === "contentType"
    ? text
    : number;
const effect = fc.constantFrom(...TYPES).chain((type) => {
  const fields = Object.hasOwn(FIELDS, type) ? FIELDS[type]! : [];
  return record(Object.fromEntries(fields.map((field) => [field, usualOf(field)])), fields)
    .map((made) => ({ ...made, type }));
});
const word = fc.constantFrom("", "a", "x".repeat(100));
const match = record({
  methods: fc.constantFrom(["GET"], ["GET", "POST"]),
  path: word,
  header: record({ name: word, value: word }, ["name", "value"]),
  account: word,
  accountRatio: fc.constantFrom(0, 0.5, 1),
  ratio: fc.constantFrom(0, 0.5, 1),
  firstCount: fc.constantFrom(1, 1_000_000),
});
const at = record(
  { point: fc.constantFrom("server", "client", "kv"), app: word, from: word },
  [
    "point",
  ],
);
const cohort = record({
  ...{ id: fc.constantFrom("x-1", "", "a b"), share: fc.constantFrom(0, 0.1, 0.5, 0.6) },
  ...{ by: fc.constantFrom("account", "request", "other"), seed: word },
}, ["id", "share", "by", "seed"]);
const NEEDED = ["id", "kind", "effect", "match", "remainingMs", "leaseMs", "seed"];
const abort = record({ type: fc.constant("abort"), status: fc.constantFrom(200, 599) }, [
  "type",
  "status",
]);
const held = record({
  ...{ id: fc.constantFrom("f", "f.1"), kind: fc.constantFrom("a"), effect: abort, match, at },
  ...{ remainingMs: fc.constantFrom(0, 1, 86_400_000), leaseMs: fc.constantFrom(100, 5_000) },
  ...{ seed: fc.constantFrom("1", ""), cohort },
}, NEEDED);

Deno.test("a fault is taken exactly when the contract takes it", () => {
  let taken = 0;
  fc.assert(
    fc.property(held, (made) => {
      const expected = HeldFault.safeParse(made).success;
      if (expected) taken++;
      assert.equal(isTaken(readHeldFault, made), expected);
    }),
    { numRuns: 5_000 },
  );
  assert.ok(taken > 200, `${taken} of them are faults`);
});

Deno.test("each effect alone is taken exactly when the contract takes it", () => {
  const base = { id: "f", kind: "k", match: {}, remainingMs: 1, leaseMs: 100, seed: "" };
  const taken = new Set<string>();
  fc.assert(
    fc.property(effect, (made) => {
      const expected = HeldFault.safeParse({ ...base, effect: made }).success;
      if (expected) taken.add(made.type);
      assert.equal(isTaken(readHeldFault, { ...base, effect: made }), expected);
    }),
    { numRuns: 5_000 },
  );
  assert.equal(taken.size, TYPES.length - 2, "every type was among them");
});

Deno.test("what fleet does to processes is none of ours, and neither is what is no document", () => {
  const base = { id: "f", kind: "k", match: {}, remainingMs: 1, leaseMs: 100, seed: "" };
  assert.equal(HeldFault.safeParse({ ...base, effect: { type: "pause" } }).success, true);
  assert.throws(() => readHeldFault({ ...base, effect: { type: "pause" } }), {
    code: "REQUEST_INVALID",
  });
  for (const value of [null, 1, "x", [], [base], undefined]) {
    assert.throws(() => readHeldFault(value), { code: "REQUEST_INVALID" });
  }
});

Deno.test("a renewal is taken exactly when the contract takes it", () => {
  const renewal = record({ ids: fc.constantFrom([], ["f"], ["f", "g"], [1]), leaseMs: number }, [
    "ids",
    "leaseMs",
  ]);
  fc.assert(fc.property(renewal, (made) => {
    assert.equal(isTaken(readRenewal, made), FaultRenewal.safeParse(made).success);
  }));
});
