import type { ViewerOca, ViewerOptions } from "@netops/core/viewer";

/** What a session reads of the answer to `POST /playback/play`. */
export interface PlayOffer {
  readonly sessionId: string;
  readonly titleId: string;
  readonly ocas: readonly { readonly id: string; readonly hlsUrl: string; readonly site: string }[];
  readonly maxHeight: number;
  readonly player: {
    readonly ttfbTimeoutMs: number;
    readonly errorRetries: number;
    readonly retryDelayMs: number;
    readonly bufferMs: number;
    readonly heartbeatMs: number;
  };
}

/** The OCAs of an offer as a viewer takes them. */
export function offeredOcas({ ocas }: PlayOffer): readonly ViewerOca[] {
  return ocas.map(({ id, hlsUrl }) => ({ id, url: hlsUrl }));
}

/** A viewer as playback says that it should behave; the same on every engine. */
export function viewerOptions(
  offer: PlayOffer,
  session: Pick<ViewerOptions, "random" | "requestedAtMs">,
): ViewerOptions {
  const { player } = offer;
  return {
    ocas: offeredOcas(offer),
    random: session.random,
    requestedAtMs: session.requestedAtMs,
    maxHeight: offer.maxHeight,
    targetBufferMs: player.bufferMs,
    ttfbTimeoutMs: player.ttfbTimeoutMs,
    errorRetries: player.errorRetries,
    retryDelayMs: player.retryDelayMs,
    heartbeatMs: player.heartbeatMs,
    sessionId: offer.sessionId,
    contentId: offer.titleId,
  };
}
