import { combine, readsOldValue } from "./mutation.ts";
import type { Store } from "./store.ts";
import { isVersion, withVersionstampSuffix } from "./versionstamp.ts";
import type { WriteOutcome } from "./wire/answers.ts";
import { type AtomicWrite, type Mutation, MUTATION_TYPE, type Value } from "./wire/requests.ts";

/** The outcome of a write and the keys that it touched. */
export interface AppliedWrite {
  readonly outcome: WriteOutcome;
  readonly keys: readonly Uint8Array[];
}

/**
 * Applies one atomic write inside the store's open transaction: all its checks, then all its
 * mutations in order, with one versionstamp.
 *
 * @throws {NetopsError} REQUEST_INVALID when a mutation does not fit what is stored; nothing happened
 * then, and other writes of the same transaction are untouched.
 */
export function applyWrite(store: Store, write: AtomicWrite, nowMs: number): AppliedWrite {
  const failedChecks: number[] = [];
  write.checks.forEach((check, index) => {
    const version = store.get(check.key, nowMs)?.version;
    if (!isVersion(check.versionstamp, version)) failedChecks.push(index);
  });
  if (failedChecks.length > 0) {
    return { outcome: { status: "check-failed", failedChecks }, keys: [] };
  }
  const mutate = () => {
    const version = store.nextVersion();
    const keys = write.mutations.map((mutation) =>
      applyMutation(store, mutation, { version, nowMs })
    );
    return { outcome: { status: "committed" as const, version }, keys };
  };
  return write.mutations.some(readsOldValue) ? store.attempt(mutate) : mutate();
}

interface Commit {
  readonly version: number;
  readonly nowMs: number;
}

function applyMutation(store: Store, mutation: Mutation, commit: Commit): Uint8Array {
  const { key, type } = mutation;
  const { version, nowMs } = commit;
  if (type === MUTATION_TYPE.DELETE) {
    store.delete(key);
    return key;
  }
  if (readsOldValue(mutation)) {
    const value = combine(mutation, store.get(key, nowMs));
    // A combined value never expires, whatever the request says: so does denokv.
    store.put(key, { ...value, version, expireAtMs: null });
    return key;
  }
  const target = type === MUTATION_TYPE.SET_SUFFIX ? withVersionstampSuffix(key, version) : key;
  const expireAtMs = mutation.expireAtMs > 0n ? Number(mutation.expireAtMs) : null;
  store.put(target, { ...mutation.value as Value, version, expireAtMs });
  return target;
}
