import assert from "node:assert/strict";
import type { AccountRecord } from "@netops/core/contracts";
import { until } from "../harness/platform.ts";
import { PlaybackRig } from "./playback_rig.ts";

interface InvoiceRow {
  readonly number: string;
  readonly fromMs: number;
  readonly untilMs: number;
}

const TERMS = { periodMs: 1_500, graceMs: 60_000, retryMs: 60_000 };

/** The invoices of an account, the oldest first. */
async function invoicesOf(rig: PlaybackRig, account: string): Promise<InvoiceRow[]> {
  const { body } = await rig.as(account)("billing-2", "/invoices");
  return body.invoices.toReversed();
}

Deno.test("two instances charge each period exactly once, also when one of them is killed", async () => {
  await using rig = await PlaybackRig.start({ billing: TERMS });
  const accounts = Array.from({ length: 4 }, (_, at) => `payer${at}`);
  const cards = ["tok_ok", "tok_timeout"];
  for (const [at, account] of accounts.entries()) {
    const { body } = await rig.subscribe(account, "premium", cards[at % 2]);
    assert.equal(body.status, "active");
  }
  await until("two periods are paid", 20_000, async () => {
    return (await invoicesOf(rig, accounts[0]!)).length >= 3;
  });
  await rig.service("billing-1").kill();
  for (const account of accounts) {
    await until("two more are paid", 20_000, async () => {
      return (await invoicesOf(rig, account)).length >= 5;
    });
    const invoices = await invoicesOf(rig, account);
    for (const [at, invoice] of invoices.entries()) {
      assert.ok(invoice.number.endsWith(`-${String(at + 1).padStart(4, "0")}`), invoice.number);
      assert.equal(invoice.untilMs - invoice.fromMs, TERMS.periodMs);
      if (at > 0) assert.equal(invoice.fromMs, invoices[at - 1]!.untilMs);
    }
  }
});

Deno.test("billing over HTTP: plans, choices, charges and the life of an account", async (t) => {
  await using rig = await PlaybackRig.start();

  await t.step("plans are open to everybody", async () => {
    const { status, body } = await rig.run("billing-1", "/plans", { headers: {} });
    assert.equal(status, 200);
    assert.deepEqual(body.plans.map(({ plan }: { plan: string }) => plan), [
      "basic",
      "standard",
      "premium",
    ]);
  });

  await t.step("an account chooses, cancels and chooses again", async () => {
    const call = rig.as("chooser");
    assert.equal((await call("billing-1", "/subscription")).status, 404);
    const choose = (plan: string) =>
      call("billing-1", "/subscription", { method: "PUT", body: { plan } });
    assert.deepEqual((await choose("basic")).body.maxStreams, 1);
    assert.equal((await call("billing-2", "/cancel", { method: "POST" })).body.status, "canceled");
    const again = await choose("premium");
    assert.deepEqual([again.body.status, again.body.maxStreams], ["active", 4]);
    assert.equal((await choose("gold")).status, 400);
  });

  await t.step("one idempotency key is one charge, over both instances", async () => {
    const charge = (id: string, key: string, change: Record<string, unknown> = {}) =>
      rig.run(id, "/internal/charges", {
        body: { account: "a", amountMinor: 500, currency: "EUR", ...change },
        headers: { "idempotency-key": key },
      });
    const answers = await Promise.all(
      [1, 2, 1, 2].map((at) => charge(`billing-${at}`, "k1")),
    );
    assert.equal(new Set(answers.map(({ body }) => body.chargeId)).size, 1);
    const other = await charge("billing-2", "k1", { amountMinor: 501 });
    assert.deepEqual([other.status, other.body.code], [409, "CONFLICT"]);
    const declined = { card: "tok_declined" };
    for (let at = 0; at < 2; at++) {
      const { status, body } = await charge("billing-1", "k2", declined);
      assert.deepEqual([status, body.code], [402, "PAYMENT_DECLINED"]);
    }
    const timedOut = await charge("billing-1", "k3", { card: "tok_timeout" });
    assert.deepEqual([timedOut.status, timedOut.body.state], [200, "accepted"]);
    assert.equal((await charge("billing-1", "")).status, 400);
  });

  await t.step(
    "an account that was made gets a subscription, one that was erased loses it",
    async () => {
      const { log, close } = rig.openLog();
      const producer = log.producer();
      const tell = (type: AccountRecord["type"]) => {
        const record = { type, account: "told", country: "DE", plan: "basic", tsMs: Date.now() };
        return producer.send({
          topic: "account",
          messages: [{ key: "told", value: JSON.stringify(record) }],
        });
      };
      const path = "/internal/subscriptions/told";
      try {
        await tell("created");
        await until(
          "it has one",
          10_000,
          async () => (await rig.run("billing-1", path)).status === 200,
        );
        assert.equal((await rig.run("billing-2", path)).body.plan, "basic");
        await tell("erased");
        await until(
          "it is gone",
          10_000,
          async () => (await rig.run("billing-1", path)).status === 404,
        );
        await tell("created");
        await rig.subscribe("told");
        assert.equal((await rig.run("billing-1", path)).status, 404);
      } finally {
        await producer.close();
        close();
      }
    },
  );
});
