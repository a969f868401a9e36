import { type Logger, toNetopsError } from "@netops/core";
import type { ExecutionRecord } from "../execution/execution_record.ts";
import { isComplete } from "../execution/execution_status.ts";
import type { Notice, NoticeOutcome } from "../notifications/notice.ts";
import { KEYS } from "./keys.ts";
import type { ExecutionStore } from "./store.ts";

/** What telling works with. */
export interface NoticeDeskParts {
  readonly store: ExecutionStore;
  readonly logger: Logger;
  /** Tells one, and tries again where that may help. */
  readonly send: (notice: Notice) => Promise<NoticeOutcome>;
  /** Hears of one that nobody could be told. */
  readonly onLost: (notice: Notice, reason: string) => void;
}

/** What is kept of the notices of one execution. */
interface Told {
  readonly keys: Set<string>;
  readonly underWay: Set<string>;
  /** Nothing more will happen in it. */
  isOver: boolean;
}

/**
 * Tells those who asked for it what happens in executions, once each; after a crash in the middle once more,
 * under the same id.
 */
export class NoticeDesk {
  readonly #parts: NoticeDeskParts;
  readonly #told = new Map<string, Promise<Told>>();

  /** Tells nobody yet. */
  constructor(parts: NoticeDeskParts) {
    this.#parts = parts;
  }

  /** Goes on with what an earlier conductor did not tell. */
  async adopt(): Promise<void> {
    const { kv } = this.#parts.store;
    for await (const { key } of kv.list({ prefix: KEYS.allNotices })) {
      const stored = await this.#parts.store.read(String(key.at(-1)));
      if (stored !== undefined) this.hear(stored.record);
    }
  }

  /** Tells what is due of an execution as it stands now. */
  hear(record: ExecutionRecord): void {
    if (record.pipeline.notifications.length > 0) void this.#tell(record);
  }

  async #tell(record: ExecutionRecord): Promise<void> {
    const { id } = record;
    try {
      // Who asks for no notices needs none of this.
      const { dueNotices } = await import("../notifications/due_notices.ts");
      const told = await this.#toldOf(id);
      told.isOver ||= isComplete(record.status);
      const notified = [...told.keys, ...told.underWay];
      const due = dueNotices({ ...record, notified });
      for (const { key } of due) told.underWay.add(key);
      await Promise.all(due.map((notice) => this.#send(record, notice, told)));
      if (told.isOver && told.underWay.size === 0) await this.#forget(id);
    } catch (thrown) {
      this.#told.delete(id);
      const { message } = toNetopsError(thrown);
      this.#parts.logger.log("warn", `Cannot tell what happens in ${id}: ${message}`);
    }
  }

  async #send({ id }: ExecutionRecord, notice: Notice, told: Told): Promise<void> {
    const { store, send, onLost } = this.#parts;
    const result = await send(notice);
    // It stays under way: the process ends, and the next one tells it.
    if (result.outcome === "interrupted") return;
    told.underWay.delete(notice.key);
    if (result.outcome === "given-up") onLost(notice, result.reason);
    told.keys.add(notice.key);
    await store.kv.set(KEYS.notices(id), [...told.keys]);
  }

  #toldOf(id: string): Promise<Told> {
    const known = this.#told.get(id) ?? this.#read(id);
    this.#told.set(id, known);
    return known;
  }

  async #read(id: string): Promise<Told> {
    const { value } = await this.#parts.store.kv.get<string[]>(KEYS.notices(id));
    return { keys: new Set(value ?? []), underWay: new Set(), isOver: false };
  }

  async #forget(id: string): Promise<void> {
    this.#told.delete(id);
    await this.#parts.store.kv.delete(KEYS.notices(id));
  }
}
