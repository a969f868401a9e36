import { type Clock, NetopsError } from "@netops/core";
import type { PlanName, SubscriptionView } from "@netops/core/contracts";
import type { Charges } from "./charges.ts";
import { type Invoice, invoiceOf } from "./invoice.ts";
import { planOf } from "./plans.ts";
import type { BillingStore, SubscriptionEntry } from "./store.ts";
import {
  afterDecline,
  afterPayment,
  canceled,
  type Choice,
  chosen,
  expired,
  openSubscription,
  type Subscription,
  type Terms,
  viewOf,
} from "./subscription.ts";

/** What billing is made of. */
export interface BillingParts {
  readonly store: BillingStore;
  readonly charges: Charges;
  readonly terms: Terms;
  readonly clock: Clock;
  /** Names a run of invoices; must tell nothing of the account. */
  readonly createSeries: () => string;
  /** Hears how each charge of a period ended. */
  readonly onCharge: (state: "accepted" | "declined" | "unknown") => void;
}

/** What begins a subscription. */
export interface Sale {
  readonly account: string;
  readonly country: string;
  readonly plan: PlanName;
  readonly card: string;
}

const MOST_TRIES = 20;

/** Opens, changes, charges and ends subscriptions. Any number of instances may do so at once. */
export class Billing {
  readonly #parts: BillingParts;

  /** Works with these parts. */
  constructor(parts: BillingParts) {
    this.#parts = parts;
  }

  /** Opens a subscription and charges its first period; an account that has one keeps it. */
  async open(sale: Sale): Promise<SubscriptionView> {
    const { store, createSeries } = this.#parts;
    const { account, country, plan, card } = sale;
    const opening = { account, country, plan, card, series: createSeries() };
    await store.open(openSubscription(opening, this.#nowMs()));
    await this.collect(account);
    return await this.view(account);
  }

  /** @throws {NetopsError} NOT_FOUND */
  async view(account: string): Promise<SubscriptionView> {
    return this.#show((await this.#entry(account)).subscription);
  }

  /** The invoices of an account, the newest first. */
  invoices(account: string): Promise<Invoice[]> {
    return this.#parts.store.invoices(account);
  }

  /** Takes another plan or card, and charges what is due. @throws {NetopsError} NOT_FOUND, CONFLICT */
  async choose(account: string, choice: Choice): Promise<SubscriptionView> {
    await this.collect(account);
    await this.#change(account, (now) => chosen(this.#settled(now), choice, this.#nowMs()));
    await this.collect(account);
    return await this.view(account);
  }

  /** Pays no further period. @throws {NetopsError} NOT_FOUND, CONFLICT */
  async cancel(account: string): Promise<SubscriptionView> {
    await this.collect(account);
    return await this.#change(account, (now) => canceled(this.#settled(now)));
  }

  /** Ends a subscription now. @throws {NetopsError} NOT_FOUND, CONFLICT */
  expire(account: string): Promise<SubscriptionView> {
    return this.#change(account, (now) => expired(now, this.#nowMs()));
  }

  /** Deletes what is personal and keeps the invoices without it. */
  erase(account: string): Promise<void> {
    return this.#parts.store.erase(account);
  }

  /** Charges everything that is due; what cannot be charged now stays due. */
  async collectDue(onFailure: (account: string, error: unknown) => void): Promise<void> {
    for (const account of await this.#parts.store.due(this.#nowMs())) {
      await this.collect(account).catch((error: unknown) => onFailure(account, error));
    }
  }

  /**
   * Charges the period of an account that is due, if one is.
   *
   * The charge is named by the subscription and its number, and the period is taken only from the state it
   * was charged for: instances that do this at once charge once and write one invoice.
   */
  async collect(account: string): Promise<void> {
    const { store, charges, onCharge } = this.#parts;
    const entry = await store.find(account);
    if (entry === undefined) return;
    const { series, card, plan, nextChargeMs, charges: count } = entry.subscription;
    if (nextChargeMs === null || nextChargeMs > this.#nowMs()) return;
    const body = { payer: series, card, ...planOf(plan).price };
    const charge = await charges.chargeOnce(`period/${series}/${count}`, body);
    const won = charge.state === "unknown" ? true : await this.#settle(entry, charge);
    if (won) onCharge(charge.state);
  }

  async #settle(
    entry: SubscriptionEntry,
    charge: Exclude<Awaited<ReturnType<Charges["charge"]>>, { state: "unknown" }>,
  ): Promise<boolean> {
    const { store, terms } = this.#parts;
    const nowMs = this.#nowMs();
    if (charge.state === "declined") {
      return await store.save(entry, afterDecline(entry.subscription, nowMs, terms));
    }
    const { subscription, fromMs } = afterPayment(entry.subscription, nowMs, terms);
    return await store.save(
      entry,
      subscription,
      invoiceOf(subscription, charge, { fromMs, nowMs }),
    );
  }

  async #change(
    account: string,
    change: (subscription: Subscription) => Subscription,
  ): Promise<SubscriptionView> {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const entry = await this.#entry(account);
      const next = change(entry.subscription);
      if (next === entry.subscription || await this.#parts.store.save(entry, next)) {
        return this.#show(next);
      }
    }
    throw new NetopsError("CONFLICT", "Cannot change the subscription as it changes all the time");
  }

  async #entry(account: string): Promise<SubscriptionEntry> {
    const entry = await this.#parts.store.find(account);
    if (entry !== undefined) return entry;
    throw new NetopsError("NOT_FOUND", "Cannot find a subscription of this account", {
      fix: "choose a plan: PUT /billing/subscription",
    });
  }

  /** A charge whose fate is open was made for the plan as it is: nothing may change underneath. */
  #settled(subscription: Subscription): Subscription {
    const { nextChargeMs } = subscription;
    if (nextChargeMs === null || nextChargeMs > this.#nowMs()) return subscription;
    throw new NetopsError("CONFLICT", "Cannot change the subscription as a charge is under way", {
      fix: "try again in a moment",
    });
  }

  #show(subscription: Subscription): SubscriptionView {
    return viewOf(subscription, this.#nowMs());
  }

  #nowMs(): number {
    return this.#parts.clock.nowMs();
  }
}
