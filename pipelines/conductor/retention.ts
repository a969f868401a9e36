import { isComplete } from "../execution/execution_status.ts";
import { KEYS } from "./keys.ts";
import type { ExecutionStore } from "./store.ts";

/** How many executions are kept. */
export interface Kept {
  readonly perApp: number;
  readonly inAll: number;
}

/** What is kept when nothing else is said. */
export const KEPT: Kept = { perApp: 200, inAll: 1_000 };

/** Deletions of one commit; Deno KV takes 1,000. */
const BATCH = 500;

/**
 * Drops the oldest executions of an app, and of all, above what is kept: with their events and looks.
 *
 * Those that are not over stay. The record goes last, so that what a crash left undone is done the next time.
 */
export async function dropOld(
  store: ExecutionStore,
  { app, kept = KEPT }: { readonly app: string; readonly kept?: Kept },
): Promise<void> {
  const old = new Set([
    ...await idsAbove(store.kv, KEYS.appHistories(app), kept.perApp),
    ...await idsAbove(store.kv, KEYS.histories, kept.inAll),
  ]);
  for (const id of old) await drop(store, id);
}

async function idsAbove(kv: Deno.Kv, prefix: Deno.KvKey, count: number): Promise<string[]> {
  const ids: string[] = [];
  for await (const { value } of kv.list<string>({ prefix }, { reverse: true, batchSize: BATCH })) {
    ids.push(value);
  }
  return ids.slice(count);
}

async function drop(store: ExecutionStore, id: string): Promise<void> {
  const stored = await store.read(id);
  if (stored === undefined || !isComplete(stored.record.status)) return;
  const { record, versionstamp } = stored;
  await deleteBelow(store.kv, KEYS.events(id));
  await deleteBelow(store.kv, KEYS.looks(id));
  const atomic = store.fenced().check({ key: KEYS.execution(id), versionstamp })
    .delete(KEYS.history(record.createdAtMs, id))
    .delete(KEYS.appHistory(record.app, record.createdAtMs, id))
    .delete(KEYS.notices(id))
    .delete(KEYS.execution(id));
  if (record.key !== undefined) atomic.delete(KEYS.key(record.key));
  await atomic.commit();
}

async function deleteBelow(kv: Deno.Kv, prefix: Deno.KvKey): Promise<void> {
  for (;;) {
    const atomic = kv.atomic();
    let count = 0;
    for await (const { key } of kv.list({ prefix }, { limit: BATCH })) {
      atomic.delete(key);
      count++;
    }
    if (count > 0) await atomic.commit();
    if (count < BATCH) return;
  }
}
