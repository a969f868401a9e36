import type { Rng } from "@netops/core";
import type { Piece } from "./piece.ts";
import type { Toxic } from "./toxic.ts";

/** The arithmetic of one toxic on one direction of one connection. Knows no timers and no sockets. */
export interface StageRule {
  /** How much may wait in the stage; 0 lets one piece in at a time, which holds the sender back. */
  readonly capacityBytes: number;
  /** Says what becomes of a piece that came at `piece.atMs`, and when each part may leave. */
  admit(piece: Piece): readonly Piece[];
  /** Monotonic time at which something happens without a piece. */
  readonly wakeMs?: number;
  /** What then happens. */
  wake?(): readonly Piece[];
  /** Takes new attributes and keeps what was counted. */
  update(attributes: Toxic["attributes"], nowMs: number): void;
}

/** What a rule starts from. */
export interface RuleStart {
  readonly attributes: Toxic["attributes"];
  readonly rng: Rng;
  readonly nowMs: number;
  readonly bufferBytes: number;
  /** False when the rule waits for a matching request. */
  readonly isBegun: boolean;
}
