import {
  checkTitleUrl,
  type Clock,
  formatTitleQuery,
  NetopsError,
  readTitleQuery,
  type TitleKeys,
} from "@netops/core";
import type { FailPoints } from "@netops/core/faults";
import type { OcaBoard, RankedOca, SteerAnswer, SteerRequest } from "@netops/core/contracts";
import {
  readPathways,
  type SteeringManifest,
  steeringManifest,
  type SteeringProtocol,
} from "./content_steering.ts";
import { rankOcas } from "./rank_ocas.ts";
import type { StableUris } from "./stable_uris.ts";
import type { PlayedTitle } from "./title_playlists.ts";

/** What steering is made of. */
export interface SteeringOptions {
  readonly board: () => OcaBoard;
  readonly clock: Clock;
  /** Where steering can be made to lie. */
  readonly points?: FailPoints;
  readonly keys: TitleKeys;
  readonly stableUris: (
    title: PlayedTitle,
    ranked: readonly RankedOca[],
  ) => Promise<StableUris | undefined>;
}

/** Answers who should serve a client, to processes of the platform and to players. */
export class Steering {
  readonly #options: SteeringOptions;

  /** Steers by the board as it is at each call. */
  constructor(options: SteeringOptions) {
    this.#options = options;
    options.points?.offer("steering-rank", ["lie"]);
  }

  /** Ranks for playback. @throws {NetopsError} REQUEST_INVALID for an address that is none. */
  steer(request: SteerRequest): SteerAnswer {
    const { board, clock } = this.#options;
    return this.#asFaultsSay(rankOcas(board(), request, clock.nowMs()));
  }

  /**
   * Makes the steering manifest for a player that came with the query of its signed URL.
   *
   * @throws {NetopsError} REQUEST_INVALID, FORBIDDEN, NOT_FOUND, NO_INSTANCE
   */
  async manifest(protocol: SteeringProtocol, search: string): Promise<SteeringManifest> {
    const query = new URLSearchParams(search);
    const title = this.#checkedTitle(query, search);
    const { first, last } = readPathways(query, protocol);
    const ranked = this.#rank(title, last);
    const baseId = query.get("b") ?? first ?? ranked[0]?.oca ?? "";
    const stable = protocol === "hls" ? await this.#options.stableUris(title, ranked) : undefined;
    return steeringManifest({
      ...{ ranked, baseId, reloadUri: reloadUri(protocol, title, baseId) },
      ...(stable === undefined ? {} : { stable }),
    });
  }

  /** Ranks the worst first while a fault stands at `steering-rank`. */
  #asFaultsSay(answer: SteerAnswer): SteerAnswer {
    if (!this.#options.points?.strikes("steering-rank", "lie")) return answer;
    return { ...answer, ranked: answer.ranked.toReversed() };
  }

  #checkedTitle(query: URLSearchParams, search: string): PlayedTitle & { clientIp: string } {
    const titleId = query.get("t") ?? "";
    const version = query.get("v") ?? "";
    if (titleId === "" || version === "") {
      throw new NetopsError("REQUEST_INVALID", "Cannot steer without a title and its version");
    }
    const { keys, clock } = this.#options;
    const verdict = checkTitleUrl(keys, {
      ...{ titleId, version, query: search, nowMs: clock.nowMs() },
    });
    const signed = readTitleQuery(search);
    if (verdict !== "ok" || signed === undefined) {
      throw new NetopsError("FORBIDDEN", `Cannot steer as the signature is ${verdict}`, {
        fix: "ask playback for a new play",
      });
    }
    return { titleId, version, clientIp: signed.clientIp, query: formatTitleQuery(signed) };
  }

  #rank(
    { titleId, version, clientIp }: PlayedTitle & { readonly clientIp: string },
    current: string | undefined,
  ): readonly RankedOca[] {
    const { board, clock } = this.#options;
    const { ocas } = board();
    if (ocas.length === 0) {
      throw new NetopsError("NO_INSTANCE", "Cannot steer as no OCA was heard of yet");
    }
    const isKnown = ocas.some(({ report }) =>
      report.titles.some((held) => held.titleId === titleId)
    );
    if (!isKnown) throw new NetopsError("NOT_FOUND", `No OCA holds a title ${titleId}`);
    const request = { titleId, version, clientIp, ...(current && { current }) };
    const { ranked } = this.#asFaultsSay(rankOcas(board(), request, clock.nowMs()));
    if (ranked.length > 0) return ranked;
    throw new NetopsError("NO_INSTANCE", `Cannot steer as no OCA can serve ${titleId}`);
  }
}

function reloadUri(protocol: SteeringProtocol, title: PlayedTitle, baseId: string): string {
  const names = new URLSearchParams({ t: title.titleId, v: title.version, b: baseId });
  return `${protocol}?${names}&${title.query}`;
}
