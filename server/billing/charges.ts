import { NetopsError } from "@netops/core";
import type { CardOutcome, CardProcessor } from "./card_processor.ts";

/** What is charged: the body that an idempotency key stands for. */
export interface ChargeBody {
  /** Who pays: an account, or a series of invoices. */
  readonly payer: string;
  readonly card: string;
  readonly amountMinor: number;
  readonly currency: string;
}

/** A charge as it is kept. */
export interface ChargeRecord {
  readonly key: string;
  readonly chargeId: string;
  readonly fingerprint: string;
  /** What to charge while the fate is open; the card is forgotten when it is settled. */
  readonly body: ChargeBody;
  readonly outcome: CardOutcome | undefined;
}

/** Where charges are kept. */
export interface ChargeStore {
  find(key: string): Promise<ChargeRecord | undefined>;
  /** Keeps the first record of a key; answers what is kept and whether it is this one. */
  begin(record: ChargeRecord): Promise<{ readonly record: ChargeRecord; readonly isNew: boolean }>;
  /** Keeps the first outcome of a charge; answers what is kept. */
  settle(record: ChargeRecord, outcome: CardOutcome): Promise<ChargeRecord>;
}

/** A charge whose fate is known, or not yet. */
export type Charge =
  | { readonly state: "accepted"; readonly chargeId: string; readonly body: ChargeBody }
  | { readonly state: "declined"; readonly chargeId: string; readonly reason: string }
  | { readonly state: "unknown"; readonly chargeId: string };

/** Charges cards, once per key, whatever happens in between. */
export class Charges {
  readonly #parts: {
    readonly store: ChargeStore;
    readonly processor: CardProcessor;
    readonly createId: () => string;
  };

  /** Works with a store and a processor. */
  constructor(parts: {
    readonly store: ChargeStore;
    readonly processor: CardProcessor;
    readonly createId: () => string;
  }) {
    this.#parts = parts;
  }

  /**
   * Charges under a key: the same key and body give the same answer.
   *
   * @throws {NetopsError} CONFLICT when the key stands for another body.
   */
  async charge(key: string, body: ChargeBody): Promise<Charge> {
    const fingerprint = await fingerprintOf(body);
    const { record, isNew } = await this.#begin(key, body, { fingerprint });
    if (record.fingerprint !== fingerprint) {
      throw new NetopsError(
        "CONFLICT",
        "Cannot charge this body as its idempotency key stands for another one",
        { fix: "use a new idempotency-key for a new charge" },
      );
    }
    return await this.#finish(record, isNew);
  }

  /** Charges under a key; when the key stands for another body already, that one is brought to its end. */
  async chargeOnce(key: string, body: ChargeBody): Promise<Charge> {
    const fingerprint = await fingerprintOf(body);
    const { record, isNew } = await this.#begin(key, body, { fingerprint });
    return await this.#finish(record, isNew);
  }

  #begin(key: string, body: ChargeBody, { fingerprint }: { readonly fingerprint: string }) {
    const chargeId = this.#parts.createId();
    return this.#parts.store.begin({ key, chargeId, fingerprint, body, outcome: undefined });
  }

  async #finish(record: ChargeRecord, isNew: boolean): Promise<Charge> {
    if (record.outcome !== undefined) return toCharge(record, record.outcome);
    const { processor, store } = this.#parts;
    // Whoever began it may have died or may be at work: what the processor knows goes first.
    const known = isNew ? undefined : await processor.find(record.key);
    const outcome = known ?? await this.#send(record);
    if (outcome === undefined) return { state: "unknown", chargeId: record.chargeId };
    const settled = await store.settle(record, outcome);
    return toCharge(settled, settled.outcome ?? outcome);
  }

  /** Asks the processor; after a timeout it is asked what became of the charge, never to charge again. */
  async #send({ key, body }: ChargeRecord): Promise<CardOutcome | undefined> {
    const { processor } = this.#parts;
    const { card, amountMinor, currency } = body;
    try {
      return await processor.charge({ idempotencyKey: key, card, amountMinor, currency });
    } catch (thrown) {
      if (!(thrown instanceof NetopsError) || thrown.code !== "TIMED_OUT") throw thrown;
      return await processor.find(key);
    }
  }
}

function toCharge(record: ChargeRecord, outcome: CardOutcome): Charge {
  const { chargeId, body } = record;
  return outcome.state === "accepted"
    ? { state: "accepted", chargeId, body }
    : { state: "declined", chargeId, reason: outcome.reason };
}

/** SHA-256 over the fields in a fixed order, so that a body is the same however it was written. */
async function fingerprintOf(body: ChargeBody): Promise<string> {
  const { payer, card, amountMinor, currency } = body;
  const text = JSON.stringify([payer, card, amountMinor, currency]);
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return new Uint8Array(digest).toHex();
}
