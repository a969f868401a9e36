import type { DeliveredMessage } from "@netops/core";
import type { AccountRecord } from "@netops/core/contracts";
import type { Billing } from "./billing.ts";
import { readPlanName } from "./plans.ts";

/**
 * Follows what becomes of accounts: one that was made gets a subscription if it has none, for the call at
 * sign-up may have met nobody; one that was erased leaves nothing personal behind.
 *
 * Records come at least once, and each is the same the second time.
 */
export async function followAccount(billing: Billing, delivered: DeliveredMessage): Promise<void> {
  const record = JSON.parse(delivered.message.value) as AccountRecord;
  const { account, country } = record;
  if (record.type === "erased") return await billing.erase(account);
  if (record.type !== "created") return;
  const sale = { account, country, plan: readPlanName(record.plan), card: "tok_ok" };
  await billing.open(sale);
}
