import type { PlayerConfig } from "@netops/core/contracts";

/**
 * How players behave: a file that is late or fails is asked for at another OCA within 2 s, where the
 * defaults of hls.js take 12 s and more. `boot.config.player` may overrule it.
 */
export const PLAYER_CONFIG: PlayerConfig = {
  ttfbTimeoutMs: 1_500,
  errorRetries: 1,
  retryDelayMs: 200,
  bufferMs: 6_000,
  heartbeatMs: 10_000,
};
