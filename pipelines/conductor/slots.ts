import { NetopsError } from "@netops/core";
import type { ExecutionRecord } from "../execution/execution_record.ts";
import { KEYS } from "./keys.ts";
import { askForEnd, endUnstarted, startExecution } from "./execution_changes.ts";
import type { RecordChange } from "./record_change.ts";
import { type Committed, type ExecutionStore, readEntry, type StoredExecution } from "./store.ts";

/** What becomes of an execution while another one has its slot. */
export type Concurrency = "reject" | "queue" | "replace";

/** What asking for a slot came to. */
export type Begun =
  | { readonly kind: "running" | "waiting"; readonly committed: readonly Committed[] }
  /** It was asked for before with this key. */
  | { readonly kind: "there"; readonly stored: StoredExecution };

/** A slot as it was read. */
type SlotEntry = Deno.KvEntryMaybe<string>;

/**
 * Gives every application one writer: whoever starts takes the slot, waits for it, or is refused, all by a check
 * of who holds it in the commit itself.
 *
 * Whoever joins the queue writes the slot once more. So an execution that ends at that moment looks again, and
 * nobody waits for a slot that is free.
 */
export class SlotBook {
  readonly #store: ExecutionStore;

  /** Works on the executions of `store`. */
  constructor(store: ExecutionStore) {
    this.#store = store;
  }

  /**
   * Stores a new execution and starts it, or has it wait for its turn.
   *
   * @throws {NetopsError} REFUSED when the slot is taken and `reject` is wanted; TOO_LARGE
   */
  async begin(record: ExecutionRecord, concurrency: Concurrency, nowMs: number): Promise<Begun> {
    for (;;) {
      const there = record.key === undefined ? undefined : await this.#store.withKey(record.key);
      if (there !== undefined) return { kind: "there", stored: there };
      const slot = await this.#store.kv.get<string>(KEYS.slot(record.slot));
      const begun = slot.value === null
        ? await this.#run(record, slot, nowMs)
        : await this.#wait(record, slot, { concurrency, nowMs });
      if (begun !== undefined) return begun;
    }
  }

  /** Ends an execution that runs, and gives its slot to whose turn it is, in one commit. */
  async finish(
    stored: StoredExecution,
    change: RecordChange,
    nowMs: number,
  ): Promise<readonly Committed[] | undefined> {
    const { id, slot } = stored.record;
    const held = await this.#store.kv.get<string>(KEYS.slot(slot));
    const next = await this.#firstWaiting(slot);
    const follow = next === undefined
      ? undefined
      : this.#numbered(next, startExecution(next.record, nowMs));
    const committed = await this.#store.commit(stored, change, (atomic) => {
      atomic.delete(KEYS.open(id));
      if (held.value !== id) return;
      atomic.check(held);
      if (follow === undefined) return void atomic.delete(KEYS.slot(slot));
      this.#replaceRecord(atomic, follow);
      atomic.set(KEYS.slot(slot), follow.record.id)
        .set(KEYS.open(follow.record.id), follow.record.id)
        .delete(waitingKey(follow.record));
    });
    if (committed === undefined) return undefined;
    if (follow === undefined) return [committed];
    return [committed, committedWith(follow, committed.stored.versionstamp)];
  }

  /** Ends an execution that waits. Undefined when it does not wait any more. */
  async leave(stored: StoredExecution, change: RecordChange): Promise<Committed | undefined> {
    return await this.#store.commit(
      stored,
      change,
      (atomic) => void atomic.delete(waitingKey(stored.record)),
    );
  }

  async #run(
    record: ExecutionRecord,
    slot: SlotEntry,
    nowMs: number,
  ): Promise<Begun | undefined> {
    const next = this.#store.number(startExecution(record, nowMs), 0);
    const atomic = this.#created(record).check(slot)
      .set(KEYS.slot(record.slot), record.id)
      .set(KEYS.open(record.id), record.id);
    this.#store.write(atomic, next);
    const versionstamp = await this.#store.commitAtomic(atomic, next.record);
    if (versionstamp === undefined) return undefined;
    return { kind: "running", committed: [committedWith(next, versionstamp)] };
  }

  async #wait(
    given: ExecutionRecord,
    slot: SlotEntry,
    { concurrency, nowMs }: { readonly concurrency: Concurrency; readonly nowMs: number },
  ): Promise<Begun | undefined> {
    const holder = await this.#store.read(slot.value ?? "");
    // It ended between the two reads.
    if (holder === undefined) return undefined;
    if (concurrency === "reject") throw taken(given, holder.record);
    const isReplacing = concurrency === "replace";
    const record = isReplacing ? { ...given, isReplacing } : given;
    const event = { kind: "deploy.queued", data: { behind: holder.record.id, isReplacing } };
    const next = this.#store.number({ record, events: [event] }, 0);
    const atomic = this.#created(record).check(slot)
      .set(KEYS.slot(record.slot), slot.value)
      .set(waitingKey(record), record.id);
    this.#store.write(atomic, next);
    const others = isReplacing ? await this.#giveWay(atomic, { record, holder, nowMs }) : [];
    const versionstamp = await this.#store.commitAtomic(atomic, next.record);
    if (versionstamp === undefined) return undefined;
    const committed = [next, ...others].map((one) => committedWith(one, versionstamp));
    return { kind: "waiting", committed };
  }

  /** Asks who runs to end, and ends those that waited to replace it: the newest counts. */
  async #giveWay(
    atomic: Deno.AtomicOperation,
    { record, holder, nowMs }: {
      readonly record: ExecutionRecord;
      readonly holder: StoredExecution;
      readonly nowMs: number;
    },
  ): Promise<readonly Numbered[]> {
    const asked = this.#numbered(holder, askForEnd(holder.record, cancelOf(record)));
    const overtaken = (await this.#waitingIn(record.slot))
      .filter((one) => one.record.isReplacing === true)
      .map((one) => this.#numbered(one, endUnstarted(one.record, cancelOf(record), nowMs)));
    this.#replaceRecord(atomic, asked);
    for (const one of overtaken) {
      this.#replaceRecord(atomic, one);
      atomic.delete(waitingKey(one.record));
    }
    return [asked, ...overtaken];
  }

  /** An atomic operation that makes a record, which must not be there yet. */
  #created({ id, app, key, createdAtMs, pipeline }: ExecutionRecord): Deno.AtomicOperation {
    const atomic = this.#store.fenced()
      .check({ key: KEYS.execution(id), versionstamp: null })
      .set(KEYS.history(createdAtMs, id), id)
      .set(KEYS.appHistory(app, createdAtMs, id), id);
    if (pipeline.notifications.length > 0) atomic.set(KEYS.notices(id), []);
    if (key === undefined) return atomic;
    return atomic.check({ key: KEYS.key(key), versionstamp: null }).set(KEYS.key(key), id);
  }

  #numbered(stored: StoredExecution, change: RecordChange): Numbered {
    return { ...this.#store.number(change, stored.record.seq), versionstamp: stored.versionstamp };
  }

  #replaceRecord(atomic: Deno.AtomicOperation, numbered: Numbered): void {
    const { record, versionstamp } = numbered;
    atomic.check({ key: KEYS.execution(record.id), versionstamp });
    this.#store.write(atomic, numbered);
  }

  async #firstWaiting(slot: string): Promise<StoredExecution | undefined> {
    return (await this.#waitingIn(slot, 1))[0];
  }

  async #waitingIn(slot: string, limit = 100): Promise<readonly StoredExecution[]> {
    const { kv } = this.#store;
    const found: StoredExecution[] = [];
    for await (const { value } of kv.list<string>({ prefix: KEYS.waitings(slot) }, { limit })) {
      const stored = readEntry(await kv.get<Uint8Array>(KEYS.execution(value)));
      if (stored !== undefined) found.push(stored);
    }
    return found;
  }
}

/** All that one commit wrote has its versionstamp. */
function committedWith(
  { record, events }: ReturnType<ExecutionStore["number"]>,
  versionstamp: string,
): Committed {
  return { stored: { record, versionstamp }, events };
}

/** A record with its numbered events, and which write of it was read. */
interface Numbered extends ReturnType<ExecutionStore["number"]> {
  readonly versionstamp: string;
}

/** Where an execution waits: those that replace are in front, the newest first. */
function waitingKey({ slot, id, createdAtMs, isReplacing }: ExecutionRecord): Deno.KvKey {
  return KEYS.waiting(slot, isReplacing ? -createdAtMs : createdAtMs, id);
}

function cancelOf({ id, by }: ExecutionRecord) {
  return { by, reason: `${id} replaces it` };
}

function taken(asked: ExecutionRecord, holder: ExecutionRecord): NetopsError {
  const { id, pipeline, by, app } = holder;
  return new NetopsError(
    "REFUSED",
    `Cannot start ${asked.pipeline.name} as ${id} (${pipeline.name}, started by ${by}) is still at work on ${app}`,
    {
      details: { execution: id },
      fix:
        `netops deploy status ${id}, and wait, use --queue or --replace, or netops deploy abort ${app}`,
    },
  );
}
