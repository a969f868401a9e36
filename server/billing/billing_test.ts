import assert from "node:assert/strict";
import { FakeClock } from "@netops/core/testing";
import { Billing } from "./billing.ts";
import { Charges } from "./charges.ts";
import { BillingStore, createCardLedger, createChargeStore } from "./store.ts";
import { TestCardProcessor } from "./test_card_processor.ts";

const TERMS = { periodMs: 1_000, graceMs: 300, retryMs: 100 };
const SALE = { account: "a1", country: "DE", plan: "standard", card: "tok_ok" } as const;

/** One database and as many instances of billing as a test wants. */
class World {
  readonly clock = new FakeClock(0);
  readonly ended: string[] = [];
  #ids = 0;

  private constructor(readonly kv: Deno.Kv) {}

  static async run(test: (world: World) => Promise<void>): Promise<void> {
    const kv = await Deno.openKv(":memory:");
    try {
      await test(new World(kv));
    } finally {
      kv.close();
    }
  }

  instance(): Billing {
    const processor = new TestCardProcessor(createCardLedger(this.kv));
    const createId = () => `id${++this.#ids}`;
    return new Billing({
      store: new BillingStore(this.kv),
      charges: new Charges({ store: createChargeStore(this.kv), processor, createId }),
      terms: TERMS,
      clock: this.clock,
      createSeries: createId,
      onCharge: (state) => this.ended.push(state),
    });
  }

  async count(prefix: Deno.KvKey): Promise<number> {
    let count = 0;
    for await (const _ of this.kv.list({ prefix })) count++;
    return count;
  }
}

const fail = (_account: string, error: unknown) => assert.fail(String(error));

Deno.test("opening charges the first period and writes its invoice", () =>
  World.run(async (world) => {
    const billing = world.instance();
    const view = await billing.open(SALE);
    assert.equal(view.status, "active");
    assert.equal(view.maxStreams, 2);
    const [invoice] = await billing.invoices("a1");
    assert.match(invoice?.number ?? "", /-0001$/);
    assert.deepEqual([invoice?.fromMs, invoice?.untilMs, invoice?.amountMinor], [0, 1_000, 1_299]);
  }));

Deno.test("opening twice, and at once, leaves one subscription, one charge and one invoice", () =>
  World.run(async (world) => {
    const [left, right] = [world.instance(), world.instance()];
    await Promise.all([left.open(SALE), right.open({ ...SALE, plan: "premium" }), left.open(SALE)]);
    assert.equal((await left.invoices("a1")).length, 1);
    assert.equal(await world.count(["processor"]), 1);
  }));

Deno.test("two instances that renew at once charge each period exactly once", () =>
  World.run(async (world) => {
    const instances = [world.instance(), world.instance(), world.instance()];
    const accounts = Array.from({ length: 5 }, (_, at) => `a${at}`);
    for (const account of accounts) await instances[0]!.open({ ...SALE, account });
    for (let period = 2; period <= 4; period++) {
      world.clock.advance(1_000);
      await Promise.all(instances.map((billing) => billing.collectDue(fail)));
    }
    for (const account of accounts) {
      const numbers = (await instances[1]!.invoices(account)).map(({ number }) => number.slice(-4));
      assert.deepEqual(numbers, ["0004", "0003", "0002", "0001"]);
    }
    assert.equal(await world.count(["processor"]), 20);
    assert.equal(world.ended.filter((state) => state === "accepted").length, 20);
  }));

Deno.test("a card whose answers are lost pays once a period all the same", () =>
  World.run(async (world) => {
    const billing = world.instance();
    assert.equal((await billing.open({ ...SALE, card: "tok_timeout" })).status, "active");
    await billing.collectDue(fail);
    assert.equal(await world.count(["processor"]), 1);
  }));

Deno.test("a declined card opens an expired subscription, and another card mends it", () =>
  World.run(async (world) => {
    const billing = world.instance();
    assert.equal((await billing.open({ ...SALE, card: "tok_declined" })).status, "expired");
    assert.equal((await billing.choose("a1", { card: "tok_ok" })).status, "active");
    assert.equal((await billing.invoices("a1")).length, 1);
  }));

Deno.test("a card that begins to be declined is past due, tried again, and then expired", () =>
  World.run(async (world) => {
    const billing = world.instance();
    await billing.open(SALE);
    await billing.choose("a1", { card: "tok_declined" });
    for (const [advanceMs, status] of [[1_000, "past_due"], [250, "past_due"], [100, "expired"]]) {
      world.clock.advance(Number(advanceMs));
      await billing.collectDue(fail);
      assert.equal((await billing.view("a1")).status, status);
    }
    assert.equal(await world.count(["due"]), 0);
  }));

Deno.test("cancelling keeps what is paid, and charges nothing more", () =>
  World.run(async (world) => {
    const billing = world.instance();
    await billing.open(SALE);
    assert.equal((await billing.cancel("a1")).status, "canceled");
    world.clock.advance(1_000);
    await billing.collectDue(fail);
    assert.equal((await billing.view("a1")).status, "expired");
    assert.equal((await billing.invoices("a1")).length, 1);
  }));

Deno.test("an erased account leaves its invoices without a name, and does not come back", () =>
  World.run(async (world) => {
    const billing = world.instance();
    await billing.open(SALE);
    await billing.erase("a1");
    await billing.erase("a1");
    await assert.rejects(billing.view("a1"), { code: "NOT_FOUND" });
    await assert.rejects(billing.open(SALE), { code: "NOT_FOUND" });
    assert.equal(await world.count(["kept_invoice"]), 1);
    for await (const { key, value } of world.kv.list({ prefix: [] })) {
      const isTombstone = key[0] === "erased";
      assert.ok(isTombstone || !JSON.stringify([key, value]).includes('"a1"'), String(key));
    }
  }));

Deno.test("nobody without a subscription is told of one", () =>
  World.run(async (world) => {
    const billing = world.instance();
    const asks = [() => billing.view("no"), () => billing.cancel("no"), () => billing.expire("no")];
    for (const ask of asks) await assert.rejects(ask, { code: "NOT_FOUND" });
  }));
