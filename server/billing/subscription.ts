import type { PlanName, SubscriptionStatus, SubscriptionView } from "@netops/core/contracts";
import { planOf } from "./plans.ts";

/** A subscription as it is kept. What it is worth follows from it and the time: {@linkcode statusAt}. */
export interface Subscription {
  readonly account: string;
  readonly country: string;
  readonly plan: PlanName;
  /** Token of the card at the processor; never a card number. */
  readonly card: string;
  /** Names the run of invoices; tells nothing of the account. */
  readonly series: string;
  /** What the account wants: `renewing` pays on, `canceled` ends with what is paid, `ended` is over. */
  readonly phase: "renewing" | "canceled" | "ended";
  /** How many periods were paid. */
  readonly periods: number;
  readonly paidUntilMs: number;
  /** Until when it holds although the next period could not be charged. */
  readonly graceUntilMs: number;
  /** Charges that came to an end, good or bad; with the series it names the next one. */
  readonly charges: number;
  /** When the next charge is due; null when none is. */
  readonly nextChargeMs: number | null;
}

/** The terms that all subscriptions share. */
export interface Terms {
  readonly periodMs: number;
  /** How long a subscription holds after a period that could not be charged. */
  readonly graceMs: number;
  /** How long to wait after a declined charge. */
  readonly retryMs: number;
}

/** Thirty days, seven days of grace, one try a day. */
export const DEFAULT_TERMS: Terms = {
  periodMs: 30 * 86_400_000,
  graceMs: 7 * 86_400_000,
  retryMs: 86_400_000,
};

/** What begins a subscription. */
export type Opening = Pick<Subscription, "account" | "country" | "plan" | "card" | "series">;

/** Begins a subscription: its first period is due at once. */
export function openSubscription(opening: Opening, nowMs: number): Subscription {
  return {
    ...opening,
    phase: "renewing",
    periods: 0,
    paidUntilMs: nowMs,
    // Whoever never paid has no grace.
    graceUntilMs: nowMs,
    charges: 0,
    nextChargeMs: nowMs,
  };
}

/**
 * Says what a subscription is worth now.
 *
 * ```text
 *             paid                     not paid                 grace over
 * renewing:  active ───▶ paidUntil ───▶ past_due ───▶ graceUntil ───▶ expired
 * canceled:  canceled ─▶ paidUntil ───▶ expired
 * ended:     expired
 * ```
 */
export function statusAt(subscription: Subscription, nowMs: number): SubscriptionStatus {
  const { phase, paidUntilMs, graceUntilMs } = subscription;
  if (phase === "ended") return "expired";
  if (nowMs < paidUntilMs) return phase === "renewing" ? "active" : "canceled";
  return phase === "renewing" && nowMs < graceUntilMs ? "past_due" : "expired";
}

/** Takes a period as paid: it follows the last one without a gap, or begins now when that is long over. */
export function afterPayment(subscription: Subscription, nowMs: number, terms: Terms) {
  const held = statusAt(subscription, nowMs) !== "expired";
  const fromMs = held ? subscription.paidUntilMs : nowMs;
  const paidUntilMs = fromMs + terms.periodMs;
  // Whoever paid gets what was paid for, also when the subscription was ended in the meantime.
  const phase = subscription.phase === "ended" ? "canceled" : subscription.phase;
  const paid: Subscription = {
    ...subscription,
    phase,
    periods: subscription.periods + 1,
    paidUntilMs,
    graceUntilMs: paidUntilMs + terms.graceMs,
    charges: subscription.charges + 1,
    nextChargeMs: phase === "renewing" ? paidUntilMs : null,
  };
  return { subscription: paid, fromMs };
}

/** Takes a charge as declined: it is tried again later, for the last time when the grace is over. */
export function afterDecline(
  subscription: Subscription,
  nowMs: number,
  terms: Terms,
): Subscription {
  const charges = subscription.charges + 1;
  const { phase, graceUntilMs } = subscription;
  if (phase !== "renewing") return { ...subscription, charges, nextChargeMs: null };
  return nowMs < graceUntilMs
    ? { ...subscription, charges, nextChargeMs: Math.min(nowMs + terms.retryMs, graceUntilMs) }
    : { ...subscription, charges, phase: "ended", nextChargeMs: null };
}

/** Pays no further period; what is paid for stays. Nothing changes when there is nothing to cancel. */
export function canceled(subscription: Subscription): Subscription {
  if (subscription.phase !== "renewing") return subscription;
  return { ...subscription, phase: "canceled", nextChargeMs: null };
}

/** Ends it now, whatever is paid. */
export function expired(subscription: Subscription, nowMs: number): Subscription {
  return {
    ...subscription,
    phase: "ended",
    paidUntilMs: Math.min(subscription.paidUntilMs, nowMs),
    graceUntilMs: Math.min(subscription.graceUntilMs, nowMs),
    nextChargeMs: null,
  };
}

/** What an account may choose anew. */
export interface Choice {
  readonly plan?: PlanName | undefined;
  readonly card?: string | undefined;
}

/**
 * Takes another plan or card, and goes on paying. The plan counts at once, its price from the next period
 * on; a subscription that lacks money is charged at once.
 */
export function chosen(subscription: Subscription, choice: Choice, nowMs: number): Subscription {
  const { plan = subscription.plan, card = subscription.card } = choice;
  const isPaid = nowMs < subscription.paidUntilMs;
  const nextChargeMs = isPaid ? subscription.paidUntilMs : nowMs;
  return { ...subscription, plan, card, phase: "renewing", nextChargeMs };
}

/** Shows it to others, without card and invoices. */
export function viewOf(subscription: Subscription, nowMs: number): SubscriptionView {
  const { account, plan, paidUntilMs } = subscription;
  const { maxStreams, maxHeight } = planOf(plan);
  const status = statusAt(subscription, nowMs);
  return { account, plan, status, maxStreams, maxHeight, paidUntilMs };
}
