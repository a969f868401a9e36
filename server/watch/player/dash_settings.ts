import type { MediaPlayerSettingClass } from "dashjs";
import type { EngineStart } from "./engine.ts";

/** How long an OCA that failed is left alone: as long as steering takes to hear of it, and to mend it. */
const BLACKLIST_MS = 60_000;

/**
 * Tunes dash.js for leaving an OCA before the buffer is empty: to another base URL at once after an error,
 * and after `ttfbTimeoutMs` for one that hangs. By default it waits 20 s for that.
 *
 * It has one limit for a whole request and none for the first byte, so the limit is that of the first
 * byte; and it would ask the same address again first, so there are no retries.
 */
export function dashSettings({ answer, bufferMs }: EngineStart): MediaPlayerSettingClass {
  const bufferS = bufferMs / 1_000;
  const { ttfbTimeoutMs } = answer.player;
  return {
    debug: { logLevel: 0 },
    streaming: {
      applyContentSteering: true,
      blacklistExpiryTime: BLACKLIST_MS,
      buffer: {
        bufferTimeDefault: bufferS,
        bufferTimeAtTopQuality: bufferS,
        bufferTimeAtTopQualityLongForm: bufferS,
      },
      manifestRequestTimeout: ttfbTimeoutMs,
      fragmentRequestTimeout: ttfbTimeoutMs,
      retryAttempts: { MPD: 0, InitializationSegment: 0, MediaSegment: 0 },
      text: { defaultEnabled: false, dispatchForManualRendering: true },
      lastBitrateCachingInfo: { enabled: false },
      lastMediaSettingsCachingInfo: { enabled: false },
      cmcd: { enabled: true, sid: answer.sessionId, cid: answer.titleId, mode: "query" },
    },
  };
}
