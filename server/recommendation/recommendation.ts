import type { Clock, DeliveredMessage, Logger, Principal } from "@netops/core";
import type { LicensedTitle, TitleRow, ViewingRecord } from "@netops/core/contracts";
import { checkLicence } from "../catalog/licence.ts";
import { rankRows } from "./rank_rows.ts";
import { readErased, readViewing } from "./read_record.ts";
import type { ViewingState } from "./viewing_state.ts";

/** What recommendation keeps; see `RecommendationStore`. */
export interface ViewingStore {
  apply(record: ViewingRecord): Promise<void>;
  profile(account: string, profileId: string): Promise<ViewingState | undefined>;
  firstProfile(account: string): Promise<ViewingState | undefined>;
  profiles(account: string): Promise<ReadonlyMap<string, ViewingState>>;
  popularity(nowMs: number): Promise<ReadonlyMap<string, number>>;
  erase(account: string): Promise<void>;
}

/** What one profile watched, the newest first. */
export interface ProfileHistory {
  readonly profileId: string;
  readonly titles: readonly {
    readonly titleId: string;
    readonly positionMs: number;
    readonly durationMs: number;
    readonly watchedAtMs: number;
  }[];
}

/** What recommendation works with. */
export interface RecommendationParts {
  readonly store: ViewingStore;
  /** The catalogue as it is now. */
  readonly titles: () => readonly LicensedTitle[];
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What moves a profile's place in a title; the rest comes beside one of these, with the same place. */
const PROGRESS: ReadonlySet<ViewingRecord["type"]> = new Set(["start", "heartbeat", "end", "stop"]);
/** Popularity is the same for everybody and changes slowly. */
const POPULARITY_MS = 1_000;

/** Learns from viewing, and makes rows. */
export class Recommendation {
  readonly #parts: RecommendationParts;
  #popularity: { readonly untilMs: number; readonly scores: ReadonlyMap<string, number> } = {
    untilMs: -Infinity,
    scores: new Map(),
  };

  /** Works with these parts. */
  constructor(parts: RecommendationParts) {
    this.#parts = parts;
  }

  /** The rows of a profile; without one, those of the first profile that watched anything. */
  async rows(principal: Principal, profileId: string | undefined): Promise<TitleRow[]> {
    const { store, clock } = this.#parts;
    const nowMs = clock.nowMs();
    const [state, popularity] = await Promise.all([
      profileId === undefined
        ? store.firstProfile(principal.account)
        : store.profile(principal.account, profileId),
      this.#scores(),
    ]);
    const titles = this.#parts.titles().filter((title) =>
      checkLicence(title, { country: principal.country, nowMs }).kind === "licensed"
    ).map(({ countries: _, window: __, ...title }) => title);
    return rankRows({ titles, state, popularity, nowMs });
  }

  /** What an account watched and how far, for whom it belongs to. */
  async history({ account }: Principal): Promise<ProfileHistory[]> {
    const states = await this.#parts.store.profiles(account);
    return [...states].map(([profileId, { watched }]) => ({
      profileId,
      titles: watched.map(({ titleId, positionMs, durationMs, tsMs }) => ({
        ...{ titleId, positionMs, durationMs, watchedAtMs: tsMs },
      })),
    }));
  }

  /** Takes a record of topic `viewing` or `account`. */
  async hear({ topic, partition, message }: DeliveredMessage): Promise<void> {
    const { store, logger } = this.#parts;
    if (topic === "account") {
      const account = readErased(message.value);
      if (account !== undefined) await store.erase(account);
      return;
    }
    const record = readViewing(message.value, message.timestampMs);
    if (record !== undefined) {
      if (PROGRESS.has(record.type)) await store.apply(record);
      return;
    }
    logger.log("warn", "a record of viewing is none and was left out", {
      ...{ topic, partition, offset: message.offset },
    });
  }

  async #scores(): Promise<ReadonlyMap<string, number>> {
    const { store, clock } = this.#parts;
    const nowMs = clock.monotonicMs();
    if (nowMs >= this.#popularity.untilMs) {
      const scores = await store.popularity(clock.nowMs());
      this.#popularity = { untilMs: nowMs + POPULARITY_MS, scores };
    }
    return this.#popularity.scores;
  }
}
