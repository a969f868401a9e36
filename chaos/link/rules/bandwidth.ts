import { type Piece, timed } from "../piece.ts";
import type { RuleStart, StageRule } from "../stage_rule.ts";

const SLICE_MS = 100;

/**
 * Holds a rate of r KB/s, which is r bytes/ms: data of n bytes leaves n/r ms after the data before it.
 *
 * What takes more than 100 ms leaves in slices of 100 ms. r ≤ 0 lets nothing through.
 * Source: Toxiproxy, toxics/bandwidth.go (where 0 stalls and a negative rate ends the process).
 */
export class BandwidthRule implements StageRule {
  readonly capacityBytes = 0;
  #bytesPerMs = 0;
  #freeAtMs = 0;

  /** Reads `rate`, in KB/s. */
  constructor({ attributes, nowMs }: RuleStart) {
    this.update(attributes, nowMs);
  }

  /** Cuts the piece into slices, each with the time at which its last byte may leave. */
  admit(piece: Piece): readonly Piece[] {
    if (piece.kind !== "data") return [timed(piece, piece.atMs, piece.atMs)];
    if (this.#bytesPerMs <= 0) return [timed(piece, piece.atMs, Infinity)];
    const sliceBytes = this.#bytesPerMs * SLICE_MS;
    const slices: Piece[] = [];
    let dueMs = Math.max(piece.atMs, this.#freeAtMs);
    for (let from = 0; from < piece.data.byteLength; from += sliceBytes) {
      const data = piece.data.subarray(from, from + sliceBytes);
      dueMs += data.byteLength / this.#bytesPerMs;
      slices.push({ ...piece, data, dueMs });
    }
    this.#freeAtMs = dueMs;
    return slices;
  }

  /** Goes on with another rate from now. */
  update(attributes: RuleStart["attributes"], nowMs: number): void {
    this.#bytesPerMs = attributes["rate"] ?? 0;
    this.#freeAtMs = nowMs;
  }
}
