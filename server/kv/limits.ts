import { NetopsError } from "@netops/core";
import {
  type AtomicWrite,
  ENCODING,
  type Mutation,
  MUTATION_TYPE,
  type ReadRange,
} from "./wire/requests.ts";
import { VERSIONSTAMP_BYTES } from "./versionstamp.ts";

/** What one request may hold. Source: Deno KV limits; denokv `limits.rs`. */
export const LIMITS = {
  writeKeyBytes: 2048,
  /** One more than a key that can be written, so that a range can end after the longest key. */
  readKeyBytes: 2049,
  valueBytes: 65_536,
  readRanges: 10,
  readEntries: 1000,
  checks: 100,
  mutations: 1000,
  commitBytes: 819_200,
  watchedKeys: 10,
  /** Above every valid request, with room for the protobuf around it. */
  bodyBytes: 2_097_152,
} as const;

const MUTATION_TYPES = new Set<number>(Object.values(MUTATION_TYPE));
const ENCODINGS = new Set<number>(Object.values(ENCODING));
const LE64_BYTES = 8;

/** Checks the limits of a read. @throws {NetopsError} REQUEST_INVALID that names the limit. */
export function checkSnapshotRead(ranges: readonly ReadRange[]): void {
  if (ranges.length > LIMITS.readRanges) throw refusal("it asks for more than 10 read ranges");
  let entries = 0;
  for (const range of ranges) {
    if (range.limit <= 0) throw refusal("the limit of a read range is not positive");
    checkKey(range.start, LIMITS.readKeyBytes);
    checkKey(range.end, LIMITS.readKeyBytes);
    entries += range.limit;
  }
  if (entries > LIMITS.readEntries) throw refusal("its ranges ask for more than 1000 entries");
}

/** Checks the limits of a watch. @throws {NetopsError} REQUEST_INVALID that names the limit. */
export function checkWatch(keys: readonly Uint8Array[]): void {
  if (keys.length === 0) throw refusal("it watches no key");
  if (keys.length > LIMITS.watchedKeys) throw refusal("it watches more than 10 keys");
  for (const key of keys) checkKey(key, LIMITS.writeKeyBytes);
}

/**
 * Checks the limits of a write.
 *
 * @throws {NetopsError} REQUEST_INVALID that names the limit, and for queue messages: the clients of
 * KV Connect cannot listen to a queue, so a stored message would never be seen again.
 */
export function checkAtomicWrite(write: AtomicWrite): void {
  if (write.enqueueCount > 0) throw refusal("queues are not served over KV Connect");
  if (write.checks.length > LIMITS.checks) throw refusal("it has more than 100 checks");
  if (write.mutations.length > LIMITS.mutations) throw refusal("it has more than 1000 mutations");
  let sizeBytes = 0;
  for (const check of write.checks) {
    checkKey(check.key, LIMITS.readKeyBytes);
    const length = check.versionstamp.length;
    if (length !== 0 && length !== VERSIONSTAMP_BYTES) {
      throw refusal("a versionstamp is not 10 bytes");
    }
    sizeBytes += check.key.length;
  }
  for (const mutation of write.mutations) sizeBytes += checkMutation(mutation);
  if (sizeBytes > LIMITS.commitBytes) throw refusal("it is larger than 800 KiB");
}

function checkMutation(mutation: Mutation): number {
  checkKey(mutation.key, LIMITS.writeKeyBytes);
  if (!MUTATION_TYPES.has(mutation.type)) throw refusal("a mutation type is unknown");
  const at = mutation.expireAtMs;
  if (at < -1n || at > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw refusal("an expiry time is out of range");
  }
  const { value } = mutation;
  if (mutation.type === MUTATION_TYPE.DELETE) return mutation.key.length;
  if (value === undefined) throw refusal("a mutation has no value");
  if (value.data.length > LIMITS.valueBytes) throw refusal("a value is larger than 64 KiB");
  if (!ENCODINGS.has(value.encoding)) throw refusal("a value encoding is unknown");
  if (value.encoding === ENCODING.LE64 && value.data.length !== LE64_BYTES) {
    throw refusal("a 64-bit value is not 8 bytes");
  }
  return mutation.key.length + value.data.length;
}

function checkKey(key: Uint8Array, limitBytes: number): void {
  if (key.length > limitBytes) throw refusal("a key is larger than 2 KiB");
}

function refusal(reason: string): NetopsError {
  return new NetopsError("REQUEST_INVALID", `Cannot take the request as ${reason}`);
}
