import type { KnownSeries } from "./series_by_bytes.ts";

const SMALL = 8_192;

/** Samples of a request that is being read; it grows with the largest, and forgets one that was huge. */
export class SampleBuffer {
  readonly series: KnownSeries[] = [];
  timestampsMs = new Float64Array(SMALL);
  values = new Float64Array(SMALL);
  /** 1 for a stale marker. */
  stale = new Uint8Array(SMALL);

  /** Samples that are in it. */
  get length(): number {
    return this.series.length;
  }

  /** Puts a sample in. */
  push(series: KnownSeries, tsMs: number, options: { value: number; isStale: boolean }): void {
    const at = this.series.length;
    if (at >= this.values.length) this.#resize(at * 2);
    this.series.push(series);
    this.timestampsMs[at] = tsMs;
    this.values[at] = options.value;
    this.stale[at] = options.isStale ? 1 : 0;
  }

  /** Empties it. */
  clear(): void {
    this.series.length = 0;
    if (this.values.length > 16 * SMALL) this.#resize(SMALL);
  }

  #resize(length: number): void {
    const keep = Math.min(length, this.series.length);
    const timestampsMs = new Float64Array(length);
    const values = new Float64Array(length);
    const stale = new Uint8Array(length);
    timestampsMs.set(this.timestampsMs.subarray(0, keep));
    values.set(this.values.subarray(0, keep));
    stale.set(this.stale.subarray(0, keep));
    this.timestampsMs = timestampsMs;
    this.values = values;
    this.stale = stale;
  }
}
