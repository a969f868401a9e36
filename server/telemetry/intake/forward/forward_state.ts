/** How passing on is doing. */
export interface ForwardState {
  /** The endpoint, without what may be secret in its address. */
  readonly url: string;
  /** Wall ms since when the endpoint takes nothing; undefined while it does. */
  readonly failingSinceMs: number | undefined;
  /** Why it took nothing last; empty while it does. */
  readonly lastError: string;
  /** Requests that wait, with the one under way. */
  readonly waitingRequests: number;
  readonly waitingBytes: number;
  /** Attempts that failed since the start. */
  readonly failures: number;
  /** Requests given up since the start. */
  readonly dropped: number;
}
