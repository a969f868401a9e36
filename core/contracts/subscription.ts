/** The plans by name, smallest first. */
export type PlanName = "basic" | "standard" | "premium";

/** One plan: `GET /plans` at billing. */
export interface Plan {
  readonly plan: PlanName;
  /** Streams at once. */
  readonly maxStreams: number;
  /** Lines of the highest rung. */
  readonly maxHeight: number;
  readonly price: Price;
}

/** An amount of money. */
export interface Price {
  /** In the smallest unit of the currency: cents. */
  readonly amountMinor: number;
  /** ISO 4217. */
  readonly currency: string;
}

/**
 * Whether a subscription holds: `canceled` holds until what was paid for is over, `past_due` for some days
 * of grace, `expired` not at all.
 */
export type SubscriptionStatus = "active" | "past_due" | "canceled" | "expired";

/** A subscription as others see it: `GET /internal/subscriptions/:account` at billing. */
export interface SubscriptionView {
  readonly account: string;
  readonly plan: PlanName;
  readonly status: SubscriptionStatus;
  readonly maxStreams: number;
  readonly maxHeight: number;
  readonly paidUntilMs: number;
}
