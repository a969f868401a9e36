import { clearTimeout, setTimeout } from "k6/timers";

let latestMs = 0;

/** Wall time that never goes back: k6 has no other clock. */
export function nowMs(): number {
  return latestMs = Math.max(latestMs, Date.now());
}

/** Waits. */
export function sleepMs(delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, Math.max(0, delayMs));
  });
}

/** One who waits until it is time or until something came, whichever is first. */
export class Alarm {
  #isRung = false;
  #wake: (() => void) | undefined;

  /** Says that something came. */
  ring(): void {
    this.#isRung = true;
    this.#wake?.();
  }

  /** Waits until `atMs` or the next ring; one that rang already is not waited for. */
  async until(atMs: number): Promise<void> {
    if (!this.#isRung) await this.#wait(atMs);
    this.#isRung = false;
  }

  #wait(atMs: number): Promise<void> {
    return new Promise((resolve) => {
      let timer: number | undefined;
      this.#wake = () => {
        // A timer that is left would hold the VU.
        if (timer !== undefined) clearTimeout(timer);
        this.#wake = undefined;
        resolve();
      };
      if (atMs < Infinity) timer = setTimeout(() => this.#wake?.(), Math.max(0, atMs - nowMs()));
    });
  }
}
