import { NetopsError } from "@netops/core";
import type { CardCharge, CardOutcome, CardProcessor } from "./card_processor.ts";

/** Where the built-in processor keeps its books: apart from billing's own, as an outside company would. */
export interface CardLedger {
  find(key: string): Promise<CardOutcome | undefined>;
  /** Keeps the first outcome of a key and answers what is kept. */
  keep(key: string, outcome: CardOutcome): Promise<CardOutcome>;
}

/** Cards that behave in a way of their own; every other one is declined as unknown. */
const CARDS: Readonly<Record<string, CardOutcome>> = {
  tok_ok: { state: "accepted" },
  tok_declined: { state: "declined", reason: "the bank says no" },
  // The money moves, only the answer is lost.
  tok_timeout: { state: "accepted" },
};

/** Accepts, declines and loses answers by the token of the card, as the test cards of providers do. */
export class TestCardProcessor implements CardProcessor {
  readonly #ledger: CardLedger;

  /** Keeps what it did in `ledger`. */
  constructor(ledger: CardLedger) {
    this.#ledger = ledger;
  }

  /** @throws {NetopsError} TIMED_OUT for `tok_timeout`, although the money moved. */
  async charge({ idempotencyKey, card }: CardCharge): Promise<CardOutcome> {
    const unknown: CardOutcome = { state: "declined", reason: "the card is unknown" };
    const outcome = Object.hasOwn(CARDS, card) ? CARDS[card] ?? unknown : unknown;
    const kept = await this.#ledger.keep(idempotencyKey, outcome);
    if (card === "tok_timeout") {
      throw new NetopsError("TIMED_OUT", "Cannot get an answer of the card processor");
    }
    return kept;
  }

  /** Looks into the ledger. */
  find(idempotencyKey: string): Promise<CardOutcome | undefined> {
    return this.#ledger.find(idempotencyKey);
  }
}
