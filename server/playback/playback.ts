import { type Clock, type Principal, signTitleUrl, type TitleKeys } from "@netops/core";
import type {
  LicensedTitle,
  PlayAnswer,
  PlayerConfig,
  PlayRequest,
  SteerAnswer,
  SubscriptionView,
} from "@netops/core/contracts";
import type { Dependencies } from "./dependencies.ts";
import { asOutage, requireOca, requirePaid, requireShown, tooManyStreams } from "./judge_play.ts";
import { offerOcas } from "./offer.ts";
import type { PlaybackStore, StreamsEntry } from "./store.ts";
import type { StreamStarts } from "./stream_starts.ts";
import { type Claim, claim, withdraw } from "./streams.ts";

/** What a play is made with. */
export interface PlaybackParts {
  readonly store: PlaybackStore;
  readonly dependencies: Dependencies;
  readonly starts: StreamStarts;
  readonly keys: TitleKeys;
  readonly clock: Clock;
  readonly player: PlayerConfig;
  readonly createSessionId: () => string;
}

/** A play request, and whose it is. */
export interface Play {
  readonly principal: Principal;
  readonly request: PlayRequest;
  readonly clientIp: string;
}

/** The profile of whoever names none. */
export const MAIN_PROFILE = "main";
/** A film and its pauses. */
const SIGNED_MS = 4 * 3_600_000;

/** What was found out before a place is asked for. */
interface Admitted {
  readonly title: LicensedTitle;
  readonly plan: SubscriptionView;
  readonly entry: StreamsEntry;
}

/** Answers plays: may it be shown, is it paid for, is a place free, and which OCAs serve it. */
export class Playback {
  readonly #parts: PlaybackParts;

  /** Works with these parts. */
  constructor(parts: PlaybackParts) {
    this.#parts = parts;
  }

  /**
   * Answers a play and counts it.
   *
   * @throws {NetopsError} NOT_FOUND, NOT_LICENSED, SUBSCRIPTION_EXPIRED, TOO_MANY_STREAMS, NOT_ROUTED by
   *   rule; OVERLOADED, UPSTREAM_FAILED by outage.
   */
  async play(play: Play): Promise<PlayAnswer> {
    const { starts, clock } = this.#parts;
    const beganMs = clock.monotonicMs();
    try {
      return await this.#answer(play);
    } catch (thrown) {
      const error = asOutage(thrown);
      starts.failed(error);
      throw error;
    } finally {
      starts.took(clock.monotonicMs() - beganMs);
    }
  }

  async #answer(play: Play): Promise<PlayAnswer> {
    const admitted = await this.#admit(play);
    const ranking = this.#rank(play, admitted);
    // It is awaited below, or not at all when there is no place: it must not be an unhandled rejection.
    ranking.catch(() => undefined);
    const place = await this.#take(play, admitted);
    try {
      const answer = this.#compose(play, admitted, { place, steering: await ranking });
      if (place.kind === "claimed") this.#parts.starts.answered();
      return answer;
    } catch (error) {
      if (place.kind === "claimed") await this.#giveBack(play, place.stream.sessionId);
      throw error;
    }
  }

  /** Asks catalog, billing and the database at once; judges in the order that the rules have. */
  async #admit({ principal, request }: Play): Promise<Admitted> {
    const { dependencies, store, clock } = this.#parts;
    const { titleId, profileId = MAIN_PROFILE } = request;
    const asked = [
      dependencies.title(titleId),
      dependencies.subscription(principal.account),
      store.read(principal.account, { profileId, titleId }),
    ] as const;
    // The first refusal ends the play; the rest must not be unhandled rejections.
    for (const each of asked) each.catch(() => undefined);
    const title = requireShown(await asked[0], principal, clock.nowMs());
    const plan = requirePaid(await asked[1]);
    return { title, plan, entry: await asked[2] };
  }

  async #rank({ clientIp }: Play, { title }: Admitted): Promise<SteerAnswer> {
    const { dependencies } = this.#parts;
    const { id: titleId, version } = title;
    return requireOca(await dependencies.rank({ clientIp, titleId, version }), clientIp);
  }

  async #take(play: Play, admitted: Admitted): Promise<Exclude<Claim, { kind: "refused" }>> {
    const { store, clock, createSessionId } = this.#parts;
    const { principal: { account }, request: { profileId = MAIN_PROFILE, playId } } = play;
    const { title, plan, entry } = admitted;
    const wish = {
      ...{ sessionId: createSessionId(), playId, profileId, titleId: title.id, title: title.title },
      ...{ durationMs: title.durationMs, positionMs: entry.positionMs },
      maxStreams: plan.maxStreams,
    };
    const place = await store.change(account, (book) => {
      const result = claim(book, wish, clock.nowMs());
      return { result, book: result.kind === "refused" ? undefined : result.book };
    }, entry);
    if (place.kind === "refused") throw tooManyStreams(plan, place.live);
    return place;
  }

  /** A play that could not be answered must not hold a place when it is tried again. */
  async #giveBack({ principal }: Play, sessionId: string): Promise<void> {
    try {
      await this.#parts.store.change(principal.account, (book) => {
        return { result: undefined, book: withdraw(book, sessionId) };
      });
    } catch {
      // The database is away, too: silence frees the place in half a minute.
    }
  }

  #compose(
    { request, clientIp }: Play,
    { title, plan, entry }: Admitted,
    got: { readonly place: Exclude<Claim, { kind: "refused" }>; readonly steering: SteerAnswer },
  ): PlayAnswer {
    const { keys, clock, player } = this.#parts;
    const { titleId } = request;
    const { version } = title;
    const nowMs = clock.nowMs();
    const expiresAtS = Math.floor((nowMs + SIGNED_MS) / 1_000);
    const query = signTitleUrl(keys, { titleId, version, clientIp, expiresAtS, nowMs });
    return {
      sessionId: got.place.stream.sessionId,
      titleId,
      title: title.title,
      durationMs: title.durationMs,
      positionMs: entry.positionMs,
      ocas: offerOcas(got.steering.ranked, { titleId, version, query }),
      rejected: got.steering.rejected,
      expiresAtMs: expiresAtS * 1_000,
      maxHeight: plan.maxHeight,
      player,
    };
  }
}
