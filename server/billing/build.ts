import { PrincipalSeal } from "@netops/core";
import {
  openDatabase,
  openEventLog,
  openPlatformCalls,
  type ServiceContext,
  type ServiceParts,
  waitAtMost,
} from "@netops/core/service";
import { followAccount } from "./accounts.ts";
import { createBillingApp } from "./app.ts";
import { Billing } from "./billing.ts";
import { Charges } from "./charges.ts";
import { BillingStore, createCardLedger, createChargeStore } from "./store.ts";
import { DEFAULT_TERMS, type Terms } from "./subscription.ts";
import { TestCardProcessor } from "./test_card_processor.ts";

const COLLECT_EVERY_MS = 1_000;
/** What is under way may end; a database that is away may not hold the stop up. */
const LAST_WORK_MS = 500;

/** Puts billing together. `boot.config` may overrule the terms: `periodMs`, `graceMs`, `retryMs`. */
export async function buildBilling(context: ServiceContext): Promise<ServiceParts> {
  const { boot, host, logger, metrics } = context;
  const { clock, timer } = host;
  const kv = await openDatabase(context);
  const calls = openPlatformCalls(context);
  const processor = new TestCardProcessor(createCardLedger(kv));
  const store = createChargeStore(kv);
  const charges = new Charges({ store, processor, createId: () => host.randomHex(8) });
  const counter = metrics.counter("billing_charges_total", "Charges of periods, by how they ended");
  const billing = new Billing({
    store: new BillingStore(kv),
    charges,
    terms: { ...DEFAULT_TERMS, ...boot.config as Partial<Terms> },
    clock,
    createSeries: () => host.randomHex(5).toUpperCase(),
    onCharge: (state) => counter.add(1, { state }),
  });
  const accounts = openEventLog(context, calls).consumer({
    topics: ["account"],
    groupId: "billing",
    fromBeginning: true,
  });
  accounts.run((delivered) => followAccount(billing, delivered));
  const stopCollecting = collectRegularly(context, billing);
  const { token } = boot;
  const app = createBillingApp({ billing, charges, token, logger, seal: new PrincipalSeal(token) });
  return {
    handler: (request) => app.fetch(request),
    stop: async () => {
      await waitAtMost(timer, LAST_WORK_MS, Promise.all([stopCollecting(), accounts.close()]));
      calls.close();
      kv.close();
    },
  };
}

/** Charges what is due every second, one round after the other. */
function collectRegularly({ host, logger }: ServiceContext, billing: Billing) {
  let round: Promise<void> | undefined;
  const collect = async () => {
    try {
      await billing.collectDue((account, error) =>
        logger.log("warn", "Cannot charge what is due", { account, reason: String(error) })
      );
    } catch (error) {
      // The database is away: the next round finds the same.
      logger.log("warn", "Cannot look for what is due", { reason: String(error) });
    }
    round = undefined;
  };
  const cancel = host.timer.every(COLLECT_EVERY_MS, () => round ??= collect());
  return async () => {
    cancel();
    await round;
  };
}
