import { NO_DATA, type Piece, timed } from "../piece.ts";
import type { RuleStart, StageRule } from "../stage_rule.ts";

/** Lets `bytes` bytes through and then closes the connection. Source: Toxiproxy, toxics/limit_data.go. */
export class LimitDataRule implements StageRule {
  readonly capacityBytes = 0;
  #mostBytes = 0;
  #sentBytes = 0;

  /** Reads `bytes`. */
  constructor({ attributes }: RuleStart) {
    this.update(attributes);
  }

  /** Cuts the piece at the limit. */
  admit(piece: Piece): readonly Piece[] {
    const passed = timed(piece, piece.atMs, piece.atMs);
    if (piece.kind !== "data") return [passed];
    if (this.#sentBytes + piece.data.byteLength < this.#mostBytes) {
      this.#sentBytes += piece.data.byteLength;
      return [passed];
    }
    const data = piece.data.subarray(0, Math.max(0, this.#mostBytes - this.#sentBytes));
    this.#sentBytes += data.byteLength;
    const pieces: Piece[] = data.byteLength > 0 ? [{ ...passed, data }] : [];
    if (this.#sentBytes >= this.#mostBytes) {
      pieces.push({ ...passed, kind: "close", data: NO_DATA });
    }
    return pieces;
  }

  /** Takes another limit; what was let through before counts. */
  update(attributes: RuleStart["attributes"]): void {
    this.#mostBytes = attributes["bytes"] ?? 0;
  }
}
