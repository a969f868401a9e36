import { NO_DATA, type Piece } from "../piece.ts";
import type { RuleStart, StageRule } from "../stage_rule.ts";

/**
 * Breaks the connection `timeout` ms after the first thing that comes, with RST where sockets can.
 *
 * What came is held behind the reset, so that a removal in time lets the connection go on whole.
 * Source: Toxiproxy, toxics/reset_peer.go.
 */
export class ResetPeerRule implements StageRule {
  readonly capacityBytes = 0;
  #timeoutMs = 0;
  #isSet = false;

  /** Reads `timeout`, in ms. */
  constructor({ attributes }: RuleStart) {
    this.#timeoutMs = Math.max(0, attributes["timeout"] ?? 0);
  }

  /** Puts the reset before the first piece; nothing passes it. */
  admit(piece: Piece): readonly Piece[] {
    const held = { ...piece, dueMs: Infinity };
    if (this.#isSet) return [held];
    this.#isSet = true;
    const dueMs = piece.atMs + this.#timeoutMs;
    return [{ ...piece, kind: "reset", data: NO_DATA, dueMs, isUrgent: true }, held];
  }

  /** Counts the new timeout from when the first piece came. */
  update(attributes: RuleStart["attributes"]): void {
    this.#timeoutMs = Math.max(0, attributes["timeout"] ?? 0);
    this.#isSet = false;
  }
}
