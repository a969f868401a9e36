import type { MetricRegistry } from "@netops/core/service";
import { SlidingRate } from "./sliding_rate.ts";

/** Counts what is served in plain numbers; the registry hears of it by `flush`, once in a while. */
export class Traffic {
  readonly #rate = new SlidingRate();
  readonly #codes = new Map<number, number>();
  readonly #flush: (codes: ReadonlyMap<number, number>, hit: number, miss: number) => void;
  #hitBytes = 0;
  #missBytes = 0;

  constructor(metrics: MetricRegistry) {
    const bytes = metrics.counter(
      "oca_bytes_total",
      "Bytes of answers, by whether memory had them",
    );
    const requests = metrics.counter("oca_requests_total", "Requests by the status of the answer");
    this.#flush = (codes, hit, miss) => {
      for (const [code, count] of codes) requests.add(count, { code: String(code) });
      bytes.add(hit, { hit: "true" });
      bytes.add(miss, { hit: "false" });
    };
  }

  /** Counts one answer. */
  countAnswer(status: number): void {
    this.#codes.set(status, (this.#codes.get(status) ?? 0) + 1);
  }

  /** Counts the bytes of one answer at a monotonic time. */
  countBytes(sizeBytes: number, isHit: boolean, nowMs: number): void {
    if (isHit) this.#hitBytes += sizeBytes;
    else this.#missBytes += sizeBytes;
    this.#rate.add(sizeBytes, nowMs);
  }

  /** Bits of the last second. */
  egressBps(nowMs: number): number {
    return this.#rate.perSecond(nowMs) * 8;
  }

  /** Hands over what was counted since the last time. */
  flush(): void {
    this.#flush(this.#codes, this.#hitBytes, this.#missBytes);
    this.#codes.clear();
    this.#hitBytes = 0;
    this.#missBytes = 0;
  }
}
