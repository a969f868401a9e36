/** What is asked of the card. */
export interface CardCharge {
  /** The processor never takes money twice under one key. */
  readonly idempotencyKey: string;
  readonly card: string;
  readonly amountMinor: number;
  readonly currency: string;
}

/** How a charge ended at the processor. */
export type CardOutcome =
  | { readonly state: "accepted" }
  | { readonly state: "declined"; readonly reason: string };

/**
 * Whoever moves the money: a port, so that a real provider fits.
 *
 * Source: the shape that card providers share (idempotency key, token, outcome, look-up).
 */
export interface CardProcessor {
  /**
   * Charges a card, once per key.
   *
   * @throws {NetopsError} TIMED_OUT when no answer came: the charge may have happened or not.
   */
  charge(charge: CardCharge): Promise<CardOutcome>;
  /** What became of a charge; undefined when the processor never heard of the key. */
  find(idempotencyKey: string): Promise<CardOutcome | undefined>;
}
