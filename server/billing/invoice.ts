import type { PlanName } from "@netops/core/contracts";
import type { ChargeBody } from "./charges.ts";
import type { Subscription } from "./subscription.ts";

/** What was paid for one period; written once and never changed, save that an erased account leaves it. */
export interface Invoice {
  /** `<series>-<period>`: counts up by one within a subscription. */
  readonly number: string;
  /** Null when the account was erased: the books must stay, the person must not. */
  readonly account: string | null;
  readonly country: string;
  readonly plan: PlanName;
  readonly amountMinor: number;
  readonly currency: string;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly issuedAtMs: number;
  readonly chargeId: string;
}

/** Writes the invoice of the period that a subscription was just paid for. */
export function invoiceOf(
  paid: Subscription,
  charge: { readonly chargeId: string; readonly body: ChargeBody },
  at: { readonly fromMs: number; readonly nowMs: number },
): Invoice {
  const { account, country, plan, series, periods, paidUntilMs } = paid;
  return {
    number: `${series}-${String(periods).padStart(4, "0")}`,
    ...{ account, country, plan },
    amountMinor: charge.body.amountMinor,
    currency: charge.body.currency,
    fromMs: at.fromMs,
    untilMs: paidUntilMs,
    issuedAtMs: at.nowMs,
    chargeId: charge.chargeId,
  };
}

/** Takes the person out of an invoice. */
export function anonymous(invoice: Invoice): Invoice {
  return { ...invoice, account: null };
}
