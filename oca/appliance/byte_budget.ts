/** Spreads bytes over time: a token bucket that may go into debt; pure over monotonic time. */
export class ByteBudget {
  readonly #bytesPerMs: number;
  readonly #burstBytes: number;
  #tokens: number;
  #atMs: number | undefined;

  /** Lets `bps` bits a second through, and at once what half a second brings. */
  constructor(bps: number) {
    this.#bytesPerMs = bps / 8_000;
    this.#burstBytes = this.#bytesPerMs * 500;
    this.#tokens = this.#burstBytes;
  }

  /** Takes so many bytes and tells how long to wait, in ms, until they may be asked for. */
  take(sizeBytes: number, nowMs: number): number {
    const passedMs = nowMs - (this.#atMs ?? nowMs);
    this.#atMs = nowMs;
    this.#tokens = Math.min(this.#burstBytes, this.#tokens + passedMs * this.#bytesPerMs);
    this.#tokens -= sizeBytes;
    return this.#tokens >= 0 ? 0 : -this.#tokens / this.#bytesPerMs;
  }
}
