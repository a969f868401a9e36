import { type Logger, PRINCIPAL_HEADER, type PrincipalSeal, toNetopsError } from "@netops/core";
import type { SubscriptionView } from "@netops/core/contracts";
import type { Account } from "./account.ts";
import { askApp, type AskOptions, type Question } from "./ask_app.ts";

/** How billing is reached. */
export interface BillingClientOptions extends AskOptions {
  readonly seal: PrincipalSeal;
  readonly logger: Logger;
}

/** What billing knows of an account. */
export interface BillingFacts {
  readonly subscription: unknown;
  readonly invoices: unknown;
}

/** How long a sign-up waits for billing, which hears of it by event anyway. */
const SUBSCRIBE_MS = 1_500;
/** How long `GET /me` waits before it shows the plan of the sign-up. */
const PLAN_MS = 500;
const EXPORT_MS = 5_000;

/** Asks billing; what cannot wait for it goes on without. */
export class BillingClient {
  readonly #options: BillingClientOptions;

  /** Calls nobody yet. */
  constructor(options: BillingClientOptions) {
    this.#options = options;
  }

  /** Makes the subscription of a new account. Billing being away is no reason not to sign up. */
  async subscribe({ id, plan, country }: Account): Promise<void> {
    const { logger } = this.#options;
    const body = new TextEncoder().encode(JSON.stringify({ account: id, plan, country }));
    try {
      await this.#ask({
        ...{ method: "POST", path: "/internal/subscriptions", body, timeoutMs: SUBSCRIBE_MS },
      });
    } catch (thrown) {
      const reason = toNetopsError(thrown).message;
      logger.log("warn", "billing hears of an account by event only", { account: id, reason });
    }
  }

  /** The plan that an account has now; that of its sign-up when billing does not say. */
  async planOf({ id, plan }: Account): Promise<string> {
    try {
      const path = `/internal/subscriptions/${id}`;
      return (await this.#ask({ method: "GET", path, timeoutMs: PLAN_MS }) as SubscriptionView)
        .plan;
    } catch {
      // Whoever looks at an account can do without; billing's own page tells more.
      return plan;
    }
  }

  /** All that billing knows of an account. @throws {NetopsError} when it does not answer. */
  async factsOf({ id, country }: Account): Promise<BillingFacts> {
    const headers = { [PRINCIPAL_HEADER]: this.#options.seal.seal({ account: id, country }) };
    const [subscription, invoices] = await Promise.all(
      ["/subscription", "/invoices"].map((path) =>
        this.#ask({ method: "GET", path, headers, timeoutMs: EXPORT_MS })
      ),
    );
    return { subscription, invoices };
  }

  #ask(question: Omit<Question, "app">): Promise<unknown> {
    return askApp(this.#options, { app: "billing", ...question });
  }
}
