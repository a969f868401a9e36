import type { Plan, PlanName } from "@netops/core/contracts";

/** Lines of 8K: no ladder goes higher, so it stands for "without a limit". */
const HIGHEST = 4_320;

/** Every plan, smallest first. */
export const PLANS: readonly Plan[] = [
  plan("basic", { maxStreams: 1, maxHeight: 480, amountMinor: 799 }),
  plan("standard", { maxStreams: 2, maxHeight: 1_080, amountMinor: 1_299 }),
  plan("premium", { maxStreams: 4, maxHeight: HIGHEST, amountMinor: 1_799 }),
];

/** What a sign-up without a choice gets. */
export const DEFAULT_PLAN: PlanName = "standard";

/** The plan of this name. */
export function planOf(name: PlanName): Plan {
  return PLANS.find(({ plan }) => plan === name)!;
}

/** The plan of this name, or the default where the name is none. */
export function readPlanName(name: string): PlanName {
  return PLANS.find(({ plan }) => plan === name)?.plan ?? DEFAULT_PLAN;
}

function plan(
  name: PlanName,
  terms: { readonly maxStreams: number; readonly maxHeight: number; readonly amountMinor: number },
): Plan {
  const { maxStreams, maxHeight, amountMinor } = terms;
  return { plan: name, maxStreams, maxHeight, price: { amountMinor, currency: "EUR" } };
}
