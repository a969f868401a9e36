import { type Clock, NetopsError } from "@netops/core";
import type { ExecutionEvent } from "@netops/core/contracts";
import type { ExecutionRecord } from "../execution/execution_record.ts";
import { KEYS } from "./keys.ts";
import { decodeJson, encodeEvent, encodeRecord } from "./record_json.ts";
import type { EventNote, RecordChange } from "./record_change.ts";

/** A record, and which write of it this is. */
export interface StoredExecution {
  readonly record: ExecutionRecord;
  readonly versionstamp: string;
}

/** What a commit came to. */
export interface Committed {
  readonly stored: StoredExecution;
  readonly events: readonly ExecutionEvent[];
}

/** Told of every commit, which waits for what it answers: a test of crashes ends the process here. */
export interface CommitWatch {
  /** The next commit brings an execution to `seq`. */
  before(id: string, seq: number): Promise<void> | undefined;
  /** It has. */
  after(id: string, seq: number): Promise<void> | undefined;
}

/** What the store works with. */
export interface StoreOptions {
  readonly kv: Deno.Kv;
  readonly clock: Clock;
  readonly watch?: CommitWatch;
}

type Entry<T> = Deno.KvEntryMaybe<T>;

/**
 * Keeps executions in Deno KV: state, events and timers of one are written in one atomic commit that checks
 * that nobody else wrote meanwhile, and that no other conductor has begun.
 *
 * Deno's client may send a write twice, so a failed check may be our own write: the store looks.
 */
export class ExecutionStore {
  /** Grows with every start of a conductor. */
  readonly generation: number;
  readonly kv: Deno.Kv;
  readonly #options: StoreOptions;
  readonly #generationStamp: string;

  private constructor(options: StoreOptions, own: { generation: number; versionstamp: string }) {
    this.#options = options;
    this.kv = options.kv;
    this.generation = own.generation;
    this.#generationStamp = own.versionstamp;
  }

  /** Begins a new generation: from now on nobody of an earlier one can write. */
  static async open(options: StoreOptions): Promise<ExecutionStore> {
    const { kv } = options;
    for (;;) {
      const entry = await kv.get<number>(KEYS.generation);
      const generation = (entry.value ?? 0) + 1;
      const result = await kv.atomic().check(entry).set(KEYS.generation, generation).commit();
      if (result.ok) {
        return new ExecutionStore(options, { generation, versionstamp: result.versionstamp });
      }
    }
  }

  /** An execution, or undefined. */
  async read(id: string): Promise<StoredExecution | undefined> {
    return readEntry(await this.kv.get<Uint8Array>(KEYS.execution(id)));
  }

  /** The execution that was asked for with a key. */
  async withKey(key: string): Promise<StoredExecution | undefined> {
    const { value } = await this.kv.get<string>(KEYS.key(key));
    return value === null ? undefined : await this.read(value);
  }

  /** Every execution that has begun and is not over. */
  async open(): Promise<readonly StoredExecution[]> {
    return await this.#readAll(this.kv.list<string>({ prefix: KEYS.opens }));
  }

  /** Every execution that waits for its turn, by slot. */
  async waiting(): Promise<readonly StoredExecution[]> {
    return await this.#readAll(this.kv.list<string>({ prefix: KEYS.allWaiting }));
  }

  /** Executions of an app, or of all, newest first. */
  async history(
    { app, limit }: { readonly app?: string; readonly limit: number },
  ): Promise<readonly StoredExecution[]> {
    const prefix = app === undefined ? KEYS.histories : KEYS.appHistories(app);
    return await this.#readAll(this.kv.list<string>({ prefix }, { reverse: true, limit }));
  }

  /** Events above a number, oldest first. */
  async events(id: string, afterSeq: number): Promise<readonly ExecutionEvent[]> {
    const prefix = KEYS.events(id);
    const events: ExecutionEvent[] = [];
    const range = { prefix, start: KEYS.event(id, afterSeq + 1) };
    for await (const { value } of this.kv.list<Uint8Array>(range)) {
      events.push(decodeJson<ExecutionEvent>(value));
    }
    return events;
  }

  /**
   * Writes a change; undefined when the execution is another one by now than `stored`.
   *
   * @throws {NetopsError} TOO_LARGE, UNREACHABLE, SUPERSEDED as FORBIDDEN
   */
  async commit(
    stored: StoredExecution,
    change: RecordChange,
    more: (atomic: Deno.AtomicOperation) => void = () => undefined,
  ): Promise<Committed | undefined> {
    const key = KEYS.execution(stored.record.id);
    const next = this.number(change, stored.record.seq);
    const atomic = this.fenced().check({ key, versionstamp: stored.versionstamp });
    this.write(atomic, next);
    more(atomic);
    const versionstamp = await this.commitAtomic(atomic, next.record);
    if (versionstamp === undefined) return undefined;
    return { stored: { record: next.record, versionstamp }, events: next.events };
  }

  /** An atomic operation that only the newest conductor can commit. */
  fenced(): Deno.AtomicOperation {
    return this.kv.atomic()
      .check({ key: KEYS.generation, versionstamp: this.#generationStamp });
  }

  /** Gives the events of a change their numbers, and the record that of the last. */
  number(
    { record, events }: RecordChange,
    seq: number,
  ): { readonly record: ExecutionRecord; readonly events: readonly ExecutionEvent[] } {
    const tsMs = this.#options.clock.nowMs();
    const numbered = events.map((note, at) => eventOf(note, { seq: seq + 1 + at, tsMs }));
    return { record: { ...record, seq: seq + Math.max(1, events.length) }, events: numbered };
  }

  /** Adds a record and its events to an atomic operation. @throws {NetopsError} TOO_LARGE */
  write(
    atomic: Deno.AtomicOperation,
    { record, events }: { record: ExecutionRecord; events: readonly ExecutionEvent[] },
  ): void {
    atomic.set(KEYS.execution(record.id), encodeRecord(record));
    for (const event of events) atomic.set(KEYS.event(record.id, event.seq), encodeEvent(event));
  }

  /**
   * Commits what writes `record`; its versionstamp, or undefined when a check failed.
   *
   * @throws {NetopsError} FORBIDDEN when a newer conductor has begun
   */
  async commitAtomic(
    atomic: Deno.AtomicOperation,
    record: ExecutionRecord,
  ): Promise<string | undefined> {
    const { watch } = this.#options;
    await watch?.before(record.id, record.seq);
    const result = await atomic.commit();
    if (result.ok) {
      await watch?.after(record.id, record.seq);
      return result.versionstamp;
    }
    await this.#refuseWhenSuperseded();
    const entry = await this.kv.get<Uint8Array>(KEYS.execution(record.id));
    return isSame(entry.value, encodeRecord(record)) ? entry.versionstamp ?? undefined : undefined;
  }

  async #refuseWhenSuperseded(): Promise<void> {
    const { value } = await this.kv.get<number>(KEYS.generation);
    if (value === this.generation) return;
    throw new NetopsError(
      "FORBIDDEN",
      `Cannot write as conductor ${this.generation}, as ${value} has begun`,
      { details: { isSuperseded: true } },
    );
  }

  async #readAll(list: Deno.KvListIterator<string>): Promise<readonly StoredExecution[]> {
    const ids: string[] = [];
    for await (const { key } of list) ids.push(String(key.at(-1)));
    const found: StoredExecution[] = [];
    // Records are large, and one read takes ten of them.
    for (let at = 0; at < ids.length; at += 10) {
      const keys = ids.slice(at, at + 10).map((id) => KEYS.execution(id));
      const entries = await this.kv.getMany<Uint8Array[]>(keys);
      found.push(...entries.flatMap((entry) => readEntry(entry) ?? []));
    }
    return found;
  }
}

/** Whether a newer conductor has begun, so that this one has nothing to do any more. */
export function isSuperseded(thrown: unknown): boolean {
  return thrown instanceof NetopsError && thrown.details["isSuperseded"] === true;
}

/** The record of an entry, or undefined. */
export function readEntry(entry: Entry<Uint8Array>): StoredExecution | undefined {
  if (entry.value === null) return undefined;
  return { record: decodeJson<ExecutionRecord>(entry.value), versionstamp: entry.versionstamp };
}

function eventOf(
  { kind, stage, data }: EventNote,
  number: { readonly seq: number; readonly tsMs: number },
): ExecutionEvent {
  return { ...number, kind, ...(stage === undefined ? {} : { stage }), data };
}

function isSame(one: Uint8Array | null, other: Uint8Array): boolean {
  return one !== null && one.byteLength === other.byteLength &&
    one.every((byte, at) => byte === other[at]);
}
