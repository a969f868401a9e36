import { type Logger, NetopsError, type Timer } from "@netops/core";
import type { RouteChange } from "./merge_routes.ts";

/** What settings work with. */
export interface SettingsOptions {
  readonly kv: Deno.Kv;
  readonly timer: Timer;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

/** Everything an operator set, as of one moment. */
export interface SettingsView {
  readonly drained: ReadonlySet<string>;
  readonly changes: readonly RouteChange[];
}

/** One change to write: a key, and its value or undefined to delete it. */
export interface SettingsWrite {
  readonly key: Deno.KvKey;
  readonly value: unknown;
}

/** Grows with every change: the one key that every instance watches. */
const REVISION: Deno.KvKey = ["revision"];
const WATCH_AGAIN_MS = 250;
const MOST_TRIES = 8;

/** What operators set, in the database that all cachecontrols share; every instance keeps a copy. */
export class Settings {
  readonly #options: SettingsOptions;
  #view: SettingsView | undefined;

  constructor(options: SettingsOptions) {
    this.#options = options;
  }

  /** What is set as far as this instance knows; undefined before the database was read. */
  get view(): SettingsView | undefined {
    return this.#view;
  }

  /** Follows the database until the process stops; tries again when it is away. */
  async follow(): Promise<void> {
    const { kv, timer, logger, signal } = this.#options;
    while (!signal.aborted) {
      try {
        await this.#load();
        for await (const _ of kv.watch([REVISION])) {
          await this.#load();
        }
      } catch (thrown) {
        if (signal.aborted) return;
        logger.log("warn", "Cannot watch the settings", { reason: String(thrown) });
      }
      await timer.sleep(WATCH_AGAIN_MS, signal).catch(() => undefined);
    }
  }

  /**
   * Decides over what is set now, and writes what was decided unless somebody else wrote meanwhile;
   * then it decides anew. So two changes at two instances cannot pass each other.
   *
   * @throws {NetopsError} what `decide` throws, or CONFLICT
   */
  async change(decide: (view: SettingsView) => readonly SettingsWrite[]): Promise<void> {
    const { kv } = this.#options;
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const revision = await kv.get<number>(REVISION);
      const writes = decide(await this.#read());
      if (writes.length === 0) return;
      const atomic = kv.atomic().check(revision).set(REVISION, (revision.value ?? 0) + 1);
      for (const { key, value } of writes) {
        if (value === undefined) atomic.delete(key);
        else atomic.set(key, value);
      }
      const outcome = await atomic.commit();
      if (!outcome.ok) continue;
      await this.#load();
      return;
    }
    throw new NetopsError("CONFLICT", "Cannot change the settings as others change them too often");
  }

  async #load(): Promise<void> {
    this.#view = await this.#read();
  }

  async #read(): Promise<SettingsView> {
    const { kv } = this.#options;
    const drained = new Set<string>();
    for await (const { key } of kv.list({ prefix: ["drained"] })) drained.add(String(key[1]));
    const changes: RouteChange[] = [];
    for await (const { value } of kv.list<RouteChange>({ prefix: ["route"] })) changes.push(value);
    return { drained, changes };
  }
}
