import type { Rng } from "@netops/core";
import type { Piece } from "../piece.ts";
import type { RuleStart, StageRule } from "../stage_rule.ts";

/** A piece is cut into no more slices than this, so that a size of 1 byte cannot fill the memory. */
const MOST_SLICES = 1_024;

/**
 * Cuts data into slices of about `average_size` ± `size_variation` bytes, `delay` µs apart.
 *
 * A run of bytes is halved, the middle moved by a draw of ± variation, until it is no longer than
 * average + variation. Source: Toxiproxy, toxics/slicer.go.
 */
export class SlicerRule implements StageRule {
  readonly capacityBytes = 0;
  readonly #rng: Rng;
  #averageBytes = 0;
  #variationBytes = 0;
  #delayMs = 0;
  #freeAtMs = 0;

  /** Reads `average_size` and `size_variation` in bytes, `delay` in µs. */
  constructor({ attributes, rng }: RuleStart) {
    this.#rng = rng;
    this.update(attributes);
  }

  /** Cuts the piece; the first slice leaves at once, each next one after the delay. */
  admit(piece: Piece): readonly Piece[] {
    let dueMs = Math.max(piece.atMs, this.#freeAtMs);
    if (piece.kind !== "data") return [{ ...piece, dueMs }];
    const slices: Piece[] = [];
    const most = Math.max(1, this.#averageBytes + this.#variationBytes, leastBytes(piece));
    const open: [from: number, to: number][] = [[0, piece.data.byteLength]];
    for (let part = open.pop(); part !== undefined; part = open.pop()) {
      const [from, to] = part;
      if (to - from <= most) {
        slices.push({ ...piece, data: piece.data.subarray(from, to), dueMs });
        dueMs += this.#delayMs;
        continue;
      }
      const middle = this.#middle(from, to);
      open.push([middle, to], [from, middle]);
    }
    this.#freeAtMs = dueMs;
    return slices;
  }

  /** Cuts by the new sizes what comes next. */
  update(attributes: RuleStart["attributes"]): void {
    this.#averageBytes = Math.max(0, attributes["average_size"] ?? 0);
    this.#variationBytes = Math.max(0, attributes["size_variation"] ?? 0);
    this.#delayMs = Math.max(0, attributes["delay"] ?? 0) / 1_000;
    this.#freeAtMs = 0;
  }

  #middle(from: number, to: number): number {
    const moved = this.#variationBytes > 0
      ? this.#rng.integer(this.#variationBytes * 2) - this.#variationBytes
      : 0;
    const middle = from + Math.floor((to - from) / 2) + moved;
    return Math.min(to - 1, Math.max(from + 1, middle));
  }
}

function leastBytes(piece: Piece): number {
  return Math.ceil(2 * piece.data.byteLength / MOST_SLICES);
}
