/** Reads the time. Wall time may jump; monotonic time never does, so durations use the latter. */
export interface Clock {
  /** Wall time in ms since 1970. */
  nowMs(): number;
  /** Monotonic time in ms since an arbitrary point of this process. */
  monotonicMs(): number;
}
