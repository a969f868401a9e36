/** Stops a pending timer; calling it twice, or after it fired, does nothing. */
export type CancelTimer = () => void;

/** Runs things later, so that tests can own the passing of time. */
export interface Timer {
  /** Calls `run` once after `delayMs`. */
  after(delayMs: number, run: () => void): CancelTimer;
  /** Calls `run` every `intervalMs` until cancelled; a slow run is never overlapped by the timer's own doing. */
  every(intervalMs: number, run: () => void): CancelTimer;
  /** Resolves after `delayMs`, or rejects with the signal's reason when it aborts first. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>;
}
