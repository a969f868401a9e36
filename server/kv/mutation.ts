import { NetopsError } from "@netops/core";
import { readV8Number, type V8Number, writeV8Number } from "./v8_number.ts";
import { ENCODING, type Mutation, MUTATION_TYPE, type Value } from "./wire/requests.ts";

const MAX_U64 = 2n ** 64n - 1n;

/** Whether the mutation needs the value that is there to know the new one. */
export function readsOldValue(mutation: Mutation): boolean {
  return mutation.type === MUTATION_TYPE.SUM || mutation.type === MUTATION_TYPE.MIN ||
    mutation.type === MUTATION_TYPE.MAX;
}

/**
 * Computes what sum, min or max leaves behind.
 *
 * LE64: unsigned 64-bit, sum wraps. V8: number + number or bigint + bigint, with optional bounds that
 * clamp or refuse. A bigint may be added to an LE64 value when it is unbounded and fits.
 *
 * @throws {NetopsError} REQUEST_INVALID when types do not fit or the result leaves its bounds.
 * Source: denokv `mutate_le64`, `sum_v8`.
 */
export function combine(mutation: Mutation, old: Value | undefined): Value {
  const operand = mutation.value as Value;
  if (operand.encoding === ENCODING.LE64) return combineLe64(mutation, operand, old);
  if (mutation.type !== MUTATION_TYPE.SUM) throw mismatch(`'${nameOf(mutation)}' needs a KvU64`);
  return sumV8(mutation, operand, old);
}

function combineLe64(mutation: Mutation, operand: Value, old: Value | undefined): Value {
  if (old === undefined) return operand;
  if (old.encoding !== ENCODING.LE64) {
    throw mismatch(`'${nameOf(mutation)}' met a value in the database that is no KvU64`);
  }
  const left = readLe64(old.data);
  const right = readLe64(operand.data);
  if (mutation.type === MUTATION_TYPE.SUM) return writeLe64(left + right);
  const keepLeft = mutation.type === MUTATION_TYPE.MIN ? left <= right : left >= right;
  return writeLe64(keepLeft ? left : right);
}

function sumV8(mutation: Mutation, operand: Value, old: Value | undefined): Value {
  const right = operand.encoding === ENCODING.V8 ? readV8Number(operand.data) : undefined;
  if (right === undefined) throw mismatch("the operand of 'sum' is no number or bigint");
  const min = readBound(mutation.sumMin, right);
  const max = readBound(mutation.sumMax, right);
  // The first value is taken as it is, without bounds, as denokv does.
  if (old === undefined) return { data: writeV8Number(right), encoding: ENCODING.V8 };
  if (old.encoding === ENCODING.LE64) return addToLe64(mutation, right, old);
  const left = old.encoding === ENCODING.V8 ? readV8Number(old.data) : undefined;
  if (left === undefined || typeof left !== typeof right) {
    throw mismatch(`'sum' cannot add ${kindOf(right)} to ${kindOf(left)}`);
  }
  const sum = (left as number) + (right as number) as V8Number;
  return {
    data: writeV8Number(keepWithin(sum, { min, max, clamp: mutation.sumClamp })),
    encoding: ENCODING.V8,
  };
}

function addToLe64(mutation: Mutation, right: V8Number, old: Value): Value {
  const bounded = mutation.sumMin.length > 0 || mutation.sumMax.length > 0 || mutation.sumClamp;
  if (typeof right !== "bigint" || right < 0n || right > MAX_U64 || bounded) {
    throw mismatch(`'sum' cannot add ${kindOf(right)} to a KvU64`);
  }
  return writeLe64(readLe64(old.data) + right);
}

function readBound(bytes: Uint8Array, operand: V8Number): V8Number | undefined {
  if (bytes.length === 0) return undefined;
  const bound = readV8Number(bytes);
  if (typeof bound !== typeof operand) {
    throw mismatch("a bound of 'sum' has another type than its operand");
  }
  return bound;
}

interface Bounds {
  readonly min: V8Number | undefined;
  readonly max: V8Number | undefined;
  readonly clamp: boolean;
}

function keepWithin(sum: V8Number, bounds: Bounds): V8Number {
  const { min, max, clamp } = bounds;
  const bound = min !== undefined && sum < min
    ? min
    : max !== undefined && sum > max
    ? max
    : undefined;
  if (bound === undefined) return sum;
  if (!clamp) throw mismatch("the result of 'sum' would exceed its range limit");
  return bound;
}

function readLe64(data: Uint8Array): bigint {
  return new DataView(data.buffer, data.byteOffset).getBigUint64(0, true);
}

function writeLe64(value: bigint): Value {
  const data = new Uint8Array(8);
  new DataView(data.buffer).setBigUint64(0, BigInt.asUintN(64, value), true);
  return { data, encoding: ENCODING.LE64 };
}

function nameOf(mutation: Mutation): string {
  if (mutation.type === MUTATION_TYPE.SUM) return "sum";
  return mutation.type === MUTATION_TYPE.MIN ? "min" : "max";
}

function kindOf(value: V8Number | undefined): string {
  return value === undefined ? "a value of another type" : `a ${typeof value}`;
}

function mismatch(reason: string): NetopsError {
  return new NetopsError("REQUEST_INVALID", `Cannot apply the mutation as ${reason}`);
}
