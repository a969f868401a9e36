import { type Piece, timed } from "../piece.ts";
import type { RuleStart, StageRule } from "../stage_rule.ts";

/** Delays the end of the connection by `delay` ms, and nothing else. Source: Toxiproxy, toxics/slow_close.go. */
export class SlowCloseRule implements StageRule {
  readonly capacityBytes = 0;
  #delayMs = 0;

  /** Reads `delay`, in ms. */
  constructor({ attributes }: RuleStart) {
    this.update(attributes);
  }

  /** Lets data through and holds the end back. */
  admit(piece: Piece): readonly Piece[] {
    const delayMs = piece.kind === "data" ? 0 : this.#delayMs;
    return [timed(piece, piece.atMs, piece.atMs + delayMs)];
  }

  /** Holds the end back by the new delay, counted from when it came. */
  update(attributes: RuleStart["attributes"]): void {
    this.#delayMs = Math.max(0, attributes["delay"] ?? 0);
  }
}
