import type { HlsConfig, LoadPolicy } from "hls.js";
import type { EngineStart } from "./engine.ts";

/** A body that began must be there in this time, or it is given up. */
const BODY_TIMEOUT_MS = 4_000;
const BACK_BUFFER_S = 30;
const START_ESTIMATE_BPS = 1_000_000;

/**
 * Tunes hls.js for leaving an OCA before the buffer is empty.
 *
 * By default it asks an OCA that answers 503 for 15 s and one that hangs for 31 s. Here an error is tried
 * once more after 200 ms and silence not at all; time until the pathway is left = ttfbTimeoutMs for
 * silence, and two round trips + 200 ms for errors, both below a buffer of 6 s.
 */
export function hlsSettings({ answer, startMs, bufferMs }: EngineStart): Partial<HlsConfig> {
  const bufferS = bufferMs / 1_000;
  const policy = loadPolicy(answer.player);
  return {
    // CMAF needs no transmuxing; a worker from a blob would break the page's security policy.
    enableWorker: false,
    startPosition: startMs / 1_000,
    maxBufferLength: bufferS,
    maxMaxBufferLength: bufferS,
    backBufferLength: BACK_BUFFER_S,
    abrEwmaDefaultEstimate: START_ESTIMATE_BPS,
    capLevelToPlayerSize: true,
    renderTextTracksNatively: false,
    fragLoadPolicy: policy,
    playlistLoadPolicy: policy,
    manifestLoadPolicy: policy,
    steeringManifestLoadPolicy: policy,
    cmcd: { sessionId: answer.sessionId, contentId: answer.titleId, useHeaders: false },
  };
}

/** The same for every kind of file: `LoadPolicy` of hls.js. */
function loadPolicy(
  player: { ttfbTimeoutMs: number; errorRetries: number; retryDelayMs: number },
): LoadPolicy {
  const { ttfbTimeoutMs, errorRetries, retryDelayMs } = player;
  return {
    default: {
      maxTimeToFirstByteMs: ttfbTimeoutMs,
      maxLoadTimeMs: ttfbTimeoutMs + BODY_TIMEOUT_MS,
      timeoutRetry: { maxNumRetry: 0, retryDelayMs: 0, maxRetryDelayMs: 0 },
      errorRetry: {
        maxNumRetry: errorRetries,
        retryDelayMs,
        maxRetryDelayMs: retryDelayMs,
      },
    },
  };
}
