/** One OCA that may serve the session, as playback offered it. */
export interface ViewerOca {
  readonly id: string;
  /** Address of the title's multivariant playlist at this OCA, signed. */
  readonly url: string;
}

/** How a viewer behaves; what is left out has the default that is named. */
export interface ViewerOptions {
  /** In the order of their rank; at least one. */
  readonly ocas: readonly ViewerOca[];
  /** Draws from [0, 1): spreads the waits of viewers that lost everything at once. */
  readonly random: () => number;
  /** When the user pressed play, on the clock of `next()` and `feed()`. */
  readonly requestedAtMs: number;
  /** Rungs with more lines are never taken; none is refused when left out. */
  readonly maxHeight?: number;
  /** No segment is asked for while more media than this is ready; 6,000. */
  readonly targetBufferMs?: number;
  /** Playback begins, and goes on after a stall, with this much media; 1,000. */
  readonly startBufferMs?: number;
  /** How long the first byte of an answer may take; 1,500. */
  readonly ttfbTimeoutMs?: number;
  /** How long an answer that began may be silent; 1,500. */
  readonly idleTimeoutMs?: number;
  /** Tries at the same OCA after a 5xx; 1. */
  readonly errorRetries?: number;
  /** How long to wait before such a try; 200. */
  readonly retryDelayMs?: number;
  /** How often the session says that it lives; 5,000. */
  readonly heartbeatMs?: number;
  /** After so long without a byte to play the session failed; 30,000. */
  readonly giveUpMs?: number;
  /**
   * Looks after the OCA that serves when nothing was asked of it for so long, so that one that died is
   * left while the buffer is full; never when left out.
   */
  readonly watchMs?: number;
  /** How many OCAs are probed at once; 3. */
  readonly probes?: number;
  /** Sent to OCAs as CMCD `sid`. */
  readonly sessionId?: string;
  /** Sent to OCAs as CMCD `cid`. */
  readonly contentId?: string;
}

/** Options with every default in place. */
export type ViewerSettings = Required<ViewerOptions>;

/** Puts the defaults in place. */
export function viewerSettings(options: ViewerOptions): ViewerSettings {
  return {
    maxHeight: Infinity,
    targetBufferMs: 6_000,
    startBufferMs: 1_000,
    ttfbTimeoutMs: 1_500,
    idleTimeoutMs: 1_500,
    errorRetries: 1,
    retryDelayMs: 200,
    heartbeatMs: 10_000,
    giveUpMs: 30_000,
    watchMs: Infinity,
    probes: 3,
    sessionId: "",
    contentId: "",
    ...options,
  };
}
