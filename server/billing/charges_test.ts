import assert from "node:assert/strict";
import { NetopsError } from "@netops/core";
import type { CardOutcome, CardProcessor } from "./card_processor.ts";
import { type ChargeBody, Charges } from "./charges.ts";
import { createCardLedger, createChargeStore } from "./store.ts";
import { TestCardProcessor } from "./test_card_processor.ts";

const BODY: ChargeBody = { payer: "a1", card: "tok_ok", amountMinor: 799, currency: "EUR" };

/** A processor in the hands of a test; what it throws is a lost answer. */
class ScriptedProcessor implements CardProcessor {
  readonly asked: string[] = [];
  readonly books = new Map<string, CardOutcome>();
  answer: (key: string) => CardOutcome = () => ({ state: "accepted" });

  charge({ idempotencyKey }: { idempotencyKey: string }): Promise<CardOutcome> {
    this.asked.push(`charge ${idempotencyKey}`);
    return Promise.resolve().then(() => this.answer(idempotencyKey));
  }

  find(key: string): Promise<CardOutcome | undefined> {
    this.asked.push(`find ${key}`);
    return Promise.resolve(this.books.get(key));
  }
}

async function withCharges(
  test: (charges: Charges, processor: ScriptedProcessor, kv: Deno.Kv) => Promise<void>,
) {
  const kv = await Deno.openKv(":memory:");
  let ids = 0;
  const processor = new ScriptedProcessor();
  const createId = () => `c${++ids}`;
  try {
    await test(
      new Charges({ store: createChargeStore(kv), processor, createId }),
      processor,
      kv,
    );
  } finally {
    kv.close();
  }
}

function timeout(): never {
  throw new NetopsError("TIMED_OUT", "Lost");
}

Deno.test("the same key and body give the same answer, and the card is charged once", async () => {
  await withCharges(async (charges, processor) => {
    const first = await charges.charge("k", BODY);
    const again = await charges.charge("k", { ...BODY });
    assert.deepEqual([again.state, again.chargeId], [first.state, first.chargeId]);
    assert.deepEqual(processor.asked, ["charge k"]);
  });
});

Deno.test("the same key with another body is a conflict", async () => {
  await withCharges(async (charges, processor) => {
    await charges.charge("k", BODY);
    for (const other of [{ amountMinor: 1 }, { payer: "a2" }, { currency: "USD" }, { card: "x" }]) {
      await assert.rejects(charges.charge("k", { ...BODY, ...other }), { code: "CONFLICT" });
    }
    assert.deepEqual(processor.asked, ["charge k"]);
  });
});

Deno.test("a timeout is no decline: the fate is looked up, and nothing is charged again", async () => {
  await withCharges(async (charges, processor) => {
    processor.answer = timeout;
    assert.equal((await charges.charge("k", BODY)).state, "unknown");
    assert.deepEqual(processor.asked, ["charge k", "find k"]);
    processor.books.set("k", { state: "accepted" });
    assert.equal((await charges.charge("k", BODY)).state, "accepted");
    assert.deepEqual(processor.asked, ["charge k", "find k", "find k"]);
  });
});

Deno.test("a charge that never reached the processor is sent again under its key", async () => {
  await withCharges(async (charges, processor) => {
    processor.answer = timeout;
    await charges.charge("k", BODY);
    processor.answer = () => ({ state: "declined", reason: "no" });
    assert.equal((await charges.charge("k", BODY)).state, "declined");
    assert.deepEqual(processor.asked.at(-2), "find k");
    assert.deepEqual(processor.asked.at(-1), "charge k");
  });
});

Deno.test("a period that was begun under another card is brought to its end first", async () => {
  await withCharges(async (charges, processor) => {
    processor.answer = timeout;
    await charges.chargeOnce("k", BODY);
    processor.books.set("k", { state: "accepted" });
    const charge = await charges.chargeOnce("k", { ...BODY, amountMinor: 1 });
    assert.equal(charge.state === "accepted" && charge.body.amountMinor, 799);
  });
});

Deno.test("when a charge is settled its card is forgotten", async () => {
  await withCharges(async (charges, _processor, kv) => {
    await charges.charge("k", BODY);
    const { value } = await kv.get<{ body: ChargeBody }>(["charge", "k"]);
    assert.equal(value?.body.card, "");
  });
});

Deno.test("the built-in processor behaves by the token of the card", async () => {
  const kv = await Deno.openKv(":memory:");
  const ledger = createCardLedger(kv);
  const processor = new TestCardProcessor(ledger);
  const charge = (card: string, idempotencyKey = card) =>
    processor.charge({ card, idempotencyKey, amountMinor: 1, currency: "EUR" });
  assert.equal((await charge("tok_ok")).state, "accepted");
  assert.equal((await charge("tok_declined")).state, "declined");
  assert.equal((await charge("tok_nobody")).state, "declined");
  await assert.rejects(charge("tok_timeout"), { code: "TIMED_OUT" });
  // Another instance of the same company knows what the first one did.
  const other = new TestCardProcessor(createCardLedger(kv));
  assert.deepEqual(await other.find("tok_timeout"), { state: "accepted" });
  assert.equal(await other.find("never"), undefined);
  assert.equal((await charge("tok_ok", "tok_declined")).state, "declined");
  kv.close();
});
