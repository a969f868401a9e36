import type { CardOutcome } from "./card_processor.ts";
import type { ChargeRecord, ChargeStore } from "./charges.ts";
import { anonymous, type Invoice } from "./invoice.ts";
import type { Subscription } from "./subscription.ts";
import type { CardLedger } from "./test_card_processor.ts";

/** A subscription and the version it was read in. */
export interface SubscriptionEntry {
  readonly subscription: Subscription;
  readonly versionstamp: string;
}

/** How long an idempotency key stands for its charge. */
const CHARGE_LIFE_MS = 30 * 86_400_000;
/** Longer than any topic keeps a record that would bring an erased account back. */
const ERASED_LIFE_MS = 90 * 86_400_000;
const MOST_DUE = 100;

/**
 * Keeps subscriptions, what is due, and invoices in kv:
 *
 * ```text
 * subscription/<account>          due/<nextChargeMs>/<account>      erased/<account>
 * invoice/<account>/<period>      kept_invoice/<number>             (of erased accounts)
 * ```
 * Every change names the version that it was made from, so of two instances one wins.
 */
export class BillingStore {
  readonly #kv: Deno.Kv;

  /** Works on an open database. */
  constructor(kv: Deno.Kv) {
    this.#kv = kv;
  }

  /** Reads one subscription. */
  async find(account: string): Promise<SubscriptionEntry | undefined> {
    const { value, versionstamp } = await this.#kv.get<Subscription>(["subscription", account]);
    return value === null ? undefined : { subscription: value, versionstamp };
  }

  /** Keeps a new subscription; false when there is one, or the account was erased. */
  async open(subscription: Subscription): Promise<boolean> {
    const { account } = subscription;
    const write = this.#kv.atomic()
      .check({ key: ["subscription", account], versionstamp: null })
      .check({ key: ["erased", account], versionstamp: null })
      .set(["subscription", account], subscription);
    return (await withDue(write, subscription).commit()).ok;
  }

  /** Keeps the next state of a subscription, and its invoice, once; false when another was faster. */
  async save(entry: SubscriptionEntry, next: Subscription, invoice?: Invoice): Promise<boolean> {
    const { account, nextChargeMs } = entry.subscription;
    const key = ["subscription", account];
    let write = this.#kv.atomic().check({ key, versionstamp: entry.versionstamp }).set(key, next);
    if (nextChargeMs !== null) write = write.delete(["due", nextChargeMs, account]);
    if (invoice !== undefined) {
      const place = ["invoice", account, next.periods];
      write = write.check({ key: place, versionstamp: null }).set(place, invoice);
    }
    return (await withDue(write, next).commit()).ok;
  }

  /** The accounts whose next charge is due, the oldest first. */
  async due(nowMs: number): Promise<string[]> {
    const range = { prefix: ["due"], end: ["due", nowMs + 1] };
    const accounts: string[] = [];
    for await (const { value } of this.#kv.list<string>(range, { limit: MOST_DUE })) {
      accounts.push(value);
    }
    return accounts;
  }

  /** The invoices of an account, the newest first. */
  async invoices(account: string): Promise<Invoice[]> {
    const range = { prefix: ["invoice", account] };
    const invoices: Invoice[] = [];
    for await (const { value } of this.#kv.list<Invoice>(range, { reverse: true })) {
      invoices.push(value);
    }
    return invoices;
  }

  /** Forgets an account for good; its invoices stay without it. */
  async erase(account: string): Promise<void> {
    await this.#kv.set(["erased", account], true, { expireIn: ERASED_LIFE_MS });
    const entry = await this.find(account);
    // First what brings new invoices, then the invoices: nothing is written in between.
    if (entry !== undefined) {
      const { nextChargeMs } = entry.subscription;
      let write = this.#kv.atomic().delete(["subscription", account]);
      if (nextChargeMs !== null) write = write.delete(["due", nextChargeMs, account]);
      await write.check({ key: ["subscription", account], versionstamp: entry.versionstamp })
        .commit();
      if (await this.find(account) !== undefined) return await this.erase(account);
    }
    for await (const { key, value } of this.#kv.list<Invoice>({ prefix: ["invoice", account] })) {
      await this.#kv.atomic().delete(key).set(["kept_invoice", value.number], anonymous(value))
        .commit();
    }
  }
}

function withDue(write: Deno.AtomicOperation, { account, nextChargeMs }: Subscription) {
  return nextChargeMs === null ? write : write.set(["due", nextChargeMs, account], account);
}

/** Keeps charges by their idempotency key: `charge/<key>`. */
export function createChargeStore(kv: Deno.Kv): ChargeStore {
  const find = async (key: string) => (await kv.get<ChargeRecord>(["charge", key])).value;
  return {
    find: async (key) => await find(key) ?? undefined,
    begin: async (record) => {
      const key = ["charge", record.key];
      const known = await find(record.key);
      if (known !== null) return { record: known, isNew: false };
      const done = await kv.atomic().check({ key, versionstamp: null })
        .set(key, record, { expireIn: CHARGE_LIFE_MS }).commit();
      if (done.ok) return { record, isNew: true };
      // Another began it meanwhile, or our own write arrived twice: either way it is begun.
      return { record: await find(record.key) ?? record, isNew: false };
    },
    settle: async (record, outcome) => {
      const key = ["charge", record.key];
      const { value, versionstamp } = await kv.get<ChargeRecord>(key);
      const known = value ?? record;
      if (known.outcome !== undefined) return known;
      const settled = { ...known, body: { ...known.body, card: "" }, outcome };
      const done = await kv.atomic().check({ key, versionstamp })
        .set(key, settled, { expireIn: CHARGE_LIFE_MS }).commit();
      return done.ok ? settled : await find(record.key) ?? settled;
    },
  };
}

/** Keeps the books of the built-in processor: `processor/<key>`. */
export function createCardLedger(kv: Deno.Kv): CardLedger {
  const find = async (key: string) => (await kv.get<CardOutcome>(["processor", key])).value;
  return {
    find: async (key) => await find(key) ?? undefined,
    keep: async (name, outcome) => {
      const key = ["processor", name];
      const done = await kv.atomic().check({ key, versionstamp: null })
        .set(key, outcome, { expireIn: CHARGE_LIFE_MS }).commit();
      return done.ok ? outcome : await find(name) ?? outcome;
    },
  };
}
