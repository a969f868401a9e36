import type { Plan, PlanName } from "@netops/core/contracts";
import { formatDay, formatPrice } from "./format.ts";

/** Names of pictures by their lines, as they are sold; the first that is enough. */
const PICTURES: readonly (readonly [number, string])[] = [
  [1_080, "1080p"],
  [1_440, "1440p"],
  [2_160, "4K"],
  [4_320, "8K"],
];

/** The name of a plan as it is shown. */
export function planName(plan: PlanName): string {
  return plan.charAt(0).toUpperCase() + plan.slice(1);
}

/** What a plan gives, in one line. */
export function planFacts(plan: Pick<Plan, "maxStreams" | "maxHeight">): string {
  const streams = plan.maxStreams === 1 ? "1 stream" : `${plan.maxStreams} streams`;
  const picture = PICTURES.find(([lines]) => lines === plan.maxHeight)?.[1] ?? `${plan.maxHeight}p`;
  return `${streams}, up to ${picture}`;
}

/** What a plan costs; billing charges every 30 days. */
export function planPrice({ price }: Pick<Plan, "price">): string {
  return `${formatPrice(price)} / 30 days`;
}

/** What a subscription is worth now. */
export interface Paid {
  readonly status: string;
  readonly paidUntilMs: number;
}

/** Says what taking a plan costs and when: what is paid is not paid again. */
export function planQuestion(plan: Plan, paid: Paid | undefined, nowMs: number): string {
  const price = formatPrice(plan.price);
  const isPaid = paid !== undefined && paid.status !== "expired" && paid.paidUntilMs > nowMs;
  const when = isPaid
    ? `Nothing is charged today: ${price} on ${formatDay(paid.paidUntilMs)}`
    : `${price} is charged today`;
  return `${when}, then ${price} every 30 days. It counts at once.`;
}
