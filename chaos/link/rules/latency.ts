import type { Rng } from "@netops/core";
import { type Piece, timed } from "../piece.ts";
import type { RuleStart, StageRule } from "../stage_rule.ts";

/**
 * Delays every piece of data: due = at + latency + j, with j drawn from [−jitter, jitter) ms.
 *
 * Pieces wait side by side, so the delay costs no throughput until `capacityBytes` wait.
 * Source: Toxiproxy, toxics/latency.go.
 */
export class LatencyRule implements StageRule {
  readonly capacityBytes: number;
  readonly #rng: Rng;
  #latencyMs = 0;
  #jitterMs = 0;

  /** Reads `latency` and `jitter`, both in ms. */
  constructor({ attributes, rng, bufferBytes }: RuleStart) {
    this.capacityBytes = bufferBytes;
    this.#rng = rng;
    this.update(attributes);
  }

  /** Gives the piece its delay. */
  admit(piece: Piece): readonly Piece[] {
    if (piece.kind !== "data") return [timed(piece, piece.atMs, piece.atMs)];
    const drawn = this.#jitterMs > 0 ? (this.#rng.next() * 2 - 1) * this.#jitterMs : 0;
    return [timed(piece, piece.atMs, piece.atMs + Math.max(0, this.#latencyMs + drawn))];
  }

  /** Delays by the new values what comes or still waits. */
  update(attributes: RuleStart["attributes"]): void {
    this.#latencyMs = attributes["latency"] ?? 0;
    this.#jitterMs = attributes["jitter"] ?? 0;
  }
}
