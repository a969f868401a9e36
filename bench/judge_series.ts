import type { Rng } from "@netops/core";

/** Series of a metric that did not change, or did: drawn from a seed. */
export class SeriesSource {
  readonly #rng: Rng;

  constructor(rng: Rng) {
    this.#rng = rng;
  }

  /** A standard normal value (Box & Muller). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.#rng.next()));
    return radius * Math.cos(2 * Math.PI * this.#rng.next());
  }

  /** AR(1) with sd 1: xₜ = φ·xₜ₋₁ + √(1 − φ²)·ε. */
  autoregressive(count: number, phi: number): number[] {
    const series = [this.normal()];
    while (series.length < count) {
      series.push(phi * (series.at(-1) ?? 0) + Math.sqrt(1 - phi * phi) * this.normal());
    }
    return series;
  }

  /** Latencies as they are: lognormal around `level`. */
  lognormal(count: number, level: number, sigma: number): number[] {
    return Array.from({ length: count }, () => level * Math.exp(sigma * this.normal()));
  }

  /** Mostly 0; with probability `share` a count from 1 to 5. */
  sparse(count: number, share: number): number[] {
    return Array.from(
      { length: count },
      () => this.#rng.next() < share ? 1 + this.#rng.integer(5) : 0,
    );
  }

  /** Bursts of errors: begins one with probability `begin`, ends it with probability `end`. */
  bursts(count: number, begin: number, end: number): number[] {
    let isOn = this.#rng.next() < begin / (begin + end);
    return Array.from({ length: count }, () => {
      isOn = isOn ? this.#rng.next() >= end : this.#rng.next() < begin;
      return isOn ? 1 + this.#rng.integer(5) : 0;
    });
  }

  /** Requests of each step, and errors among them with probability `ratio`. */
  errors(count: number, requests: number, ratio: number): { of: number[]; counts: number[] } {
    const of = Array.from(
      { length: count },
      () => Math.max(0, Math.round(requests + Math.sqrt(requests) * this.normal())),
    );
    const counts = of.map((all) => {
      let failed = 0;
      for (let request = 0; request < all; request++) failed += this.#rng.next() < ratio ? 1 : 0;
      return failed;
    });
    return { of, counts };
  }
}
