import { NO_DATA, type Piece, timed } from "../piece.ts";
import type { RuleStart, StageRule } from "../stage_rule.ts";

/**
 * Stops all data, and closes the connection when `timeout` ms have passed since the start or the last
 * data; 0 never closes.
 *
 * Toxiproxy drops what comes and must close the connection when the toxic is removed. Here it is held
 * (up to the buffer, then the sender is held back), so that a removal lets the connection go on whole.
 * Source: Toxiproxy, toxics/timeout.go.
 */
export class TimeoutRule implements StageRule {
  readonly capacityBytes: number;
  #timeoutMs = 0;
  #sinceMs: number;

  /** Reads `timeout`, in ms. */
  constructor({ attributes, nowMs, bufferBytes, isBegun }: RuleStart) {
    this.capacityBytes = bufferBytes;
    this.#sinceMs = isBegun ? nowMs : Infinity;
    this.#timeoutMs = attributes["timeout"] ?? 0;
  }

  /** When the connection closes without another byte. */
  get wakeMs(): number {
    return this.#timeoutMs > 0 ? this.#sinceMs + this.#timeoutMs : Infinity;
  }

  /** Holds data; the end of the sender closes the connection. */
  admit(piece: Piece): readonly Piece[] {
    if (piece.kind !== "data") {
      return [{ ...piece, kind: "close", dueMs: piece.atMs, isUrgent: true }];
    }
    this.#sinceMs = this.#sinceMs === Infinity ? piece.atMs : Math.max(this.#sinceMs, piece.atMs);
    return [timed(piece, piece.atMs, Infinity)];
  }

  /** Closes the connection. */
  wake(): readonly Piece[] {
    const atMs = this.wakeMs;
    this.#sinceMs = Infinity;
    return [{ kind: "close", data: NO_DATA, atMs, dueMs: atMs, path: undefined, isUrgent: true }];
  }

  /** Counts the new timeout from now. */
  update(attributes: RuleStart["attributes"], nowMs: number): void {
    this.#timeoutMs = attributes["timeout"] ?? 0;
    if (this.#sinceMs !== Infinity) this.#sinceMs = nowMs;
  }
}
