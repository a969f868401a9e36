import type { ViewingRecord } from "@netops/core/contracts";
import { addStart, type DecayedCount, scoreAt } from "./decayed_count.ts";
import { applyViewing, type ViewingState } from "./viewing_state.ts";

/** Longer than any topic keeps a record that would bring an erased account back. */
const ERASED_LIFE_MS = 90 * 86_400_000;
const MOST_PROFILES = 100;
const MOST_TITLES = 1_000;

/**
 * Keeps what profiles watched, and how popular titles are, in kv:
 *
 * ```text
 * profile/<account>/<profileId>      popularity/<titleId>      erased/<account>
 * ```
 */
export class RecommendationStore {
  readonly #kv: Deno.Kv;

  /** Works on an open database. */
  constructor(kv: Deno.Kv) {
    this.#kv = kv;
  }

  /**
   * Takes one record. Profile and popularity change together or not at all, and the same record again
   * changes nothing; what comes of an erased account is dropped.
   */
  async apply(record: ViewingRecord): Promise<void> {
    while (!await this.#tryApply(record));
  }

  /** What is known of a profile; undefined when nothing is. */
  async profile(account: string, profileId: string): Promise<ViewingState | undefined> {
    const { value } = await this.#kv.get<ViewingState>(["profile", account, profileId]);
    return value ?? undefined;
  }

  /** What is known of the profile of an account that was seen first; undefined when nothing is. */
  async firstProfile(account: string): Promise<ViewingState | undefined> {
    const states = [...(await this.profiles(account)).values()];
    return states.sort((a, b) => a.firstSeenMs - b.firstSeenMs)[0];
  }

  /** Everything that is known of an account, by profile. */
  async profiles(account: string): Promise<ReadonlyMap<string, ViewingState>> {
    const states = new Map<string, ViewingState>();
    const prefix = ["profile", account];
    const profiles = this.#kv.list<ViewingState>({ prefix }, { limit: MOST_PROFILES });
    for await (const { key, value } of profiles) states.set(String(key[2]), value);
    return states;
  }

  /** How much each title is watched now. */
  async popularity(nowMs: number): Promise<ReadonlyMap<string, number>> {
    const scores = new Map<string, number>();
    const options = { limit: MOST_TITLES, batchSize: MOST_TITLES };
    const counts = this.#kv.list<DecayedCount>({ prefix: ["popularity"] }, options);
    for await (const { key, value } of counts) scores.set(String(key[1]), scoreAt(value, nowMs));
    return scores;
  }

  /** Forgets an account for good. */
  async erase(account: string): Promise<void> {
    await this.#kv.set(["erased", account], true, { expireIn: ERASED_LIFE_MS });
    for await (const { key } of this.#kv.list({ prefix: ["profile", account] })) {
      await this.#kv.delete(key);
    }
  }

  /** False when another was faster: then it is looked at anew. */
  async #tryApply(record: ViewingRecord): Promise<boolean> {
    const { account, profileId, titleId, tsMs } = record;
    const [profile, count, erased] = await this.#kv.getMany<[ViewingState, DecayedCount, boolean]>([
      ["profile", account, profileId],
      ["popularity", titleId],
      ["erased", account],
    ]);
    if (erased.value !== null) return true;
    const { state, isStart } = applyViewing(profile.value ?? undefined, record);
    if (state === profile.value) return true;
    const write = this.#kv.atomic().check(profile, erased).set(profile.key, state);
    if (isStart) {
      write.check(count).set(count.key, addStart(count.value ?? undefined, tsMs));
    }
    return (await write.commit()).ok;
  }
}
