const SLOTS = 10;
const SLOT_MS = 100;

/** Sums what happened within the last second, in ten slots of 100 ms; pure over monotonic time. */
export class SlidingRate {
  readonly #slots = new Float64Array(SLOTS);
  #tick = 0;
  #sum = 0;

  /** Adds at a time that never goes back. */
  add(value: number, nowMs: number): void {
    this.#advance(nowMs);
    const at = this.#tick % SLOTS;
    this.#slots[at] = (this.#slots[at] ?? 0) + value;
    this.#sum += value;
  }

  /** What was added within the last second. */
  perSecond(nowMs: number): number {
    this.#advance(nowMs);
    return this.#sum;
  }

  #advance(nowMs: number): void {
    const tick = Math.floor(nowMs / SLOT_MS);
    if (tick === this.#tick) return;
    if (tick - this.#tick >= SLOTS) {
      this.#slots.fill(0);
      this.#sum = 0;
    } else {
      for (let passed = this.#tick + 1; passed <= tick; passed++) {
        this.#sum -= this.#slots[passed % SLOTS] ?? 0;
        this.#slots[passed % SLOTS] = 0;
      }
    }
    this.#tick = tick;
  }
}
