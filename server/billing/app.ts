import { NetopsError, type Principal, type PrincipalSeal } from "@netops/core";
import { createApp, readJson, requirePrincipal, requireToken } from "@netops/core/service";
import type { Logger } from "@netops/core";
import type { Context, Hono } from "hono";
import type { Billing } from "./billing.ts";
import type { Charges } from "./charges.ts";
import { DEFAULT_PLAN, PLANS } from "./plans.ts";

/** What the skin works with. */
export interface BillingAppOptions {
  readonly billing: Billing;
  readonly charges: Charges;
  readonly seal: PrincipalSeal;
  readonly token: string;
  readonly logger: Logger;
}

const DEFAULT_CARD = "tok_ok";

/** Makes the routes of billing. */
export function createBillingApp(options: BillingAppOptions): Hono {
  const { billing, seal, token } = options;
  const app = createApp(options.logger);
  const who = (context: Context) => requirePrincipal(context.req.raw.headers, seal);
  app.get("/plans", (context) => context.json({ plans: PLANS }));
  app.get(
    "/subscription",
    async (context) => context.json(await billing.view(who(context).account)),
  );
  app.put("/subscription", async (context) => {
    const principal = who(context);
    const { CHOICE } = await import("./schema.ts");
    const choice = await readJson(context.req.raw, CHOICE);
    return context.json(await choose(billing, principal, choice));
  });
  app.post("/cancel", async (context) => context.json(await billing.cancel(who(context).account)));
  app.get("/invoices", async (context) => {
    return context.json({ invoices: await billing.invoices(who(context).account) });
  });
  app.use("/internal/*", async (context, next) => {
    requireToken(context.req.raw.headers, token);
    await next();
  });
  addInternalRoutes(app, options);
  return app;
}

function addInternalRoutes(app: Hono, { billing, charges }: BillingAppOptions): void {
  app.post("/internal/subscriptions", async (context) => {
    const { SALE } = await import("./schema.ts");
    return context.json(await billing.open(await readJson(context.req.raw, SALE)));
  });
  app.get(
    "/internal/subscriptions/:account",
    async (context) => context.json(await billing.view(context.req.param("account"))),
  );
  app.post(
    "/internal/subscriptions/:account/expire",
    async (context) => context.json(await billing.expire(context.req.param("account"))),
  );
  app.post("/internal/charges", async (context) => {
    const { CHARGE, IDEMPOTENCY_KEY } = await import("./schema.ts");
    const key = IDEMPOTENCY_KEY.safeParse(context.req.header("idempotency-key"));
    if (!key.success) {
      throw new NetopsError("REQUEST_INVALID", "Cannot charge without an idempotency-key", {
        fix: "send a header idempotency-key of 1 to 128 letters, digits or _ : . -",
      });
    }
    const { account, ...body } = await readJson(context.req.raw, CHARGE);
    const charge = await charges.charge(`api/${key.data}`, { payer: account, ...body });
    if (charge.state === "accepted") {
      return context.json({ chargeId: charge.chargeId, state: charge.state });
    }
    throw charge.state === "declined" ? declined(charge.reason) : unknownFate();
  });
}

/** An account without a subscription, say one whose sign-up met no billing, begins one by choosing. */
async function choose(
  billing: Billing,
  { account, country }: Principal,
  choice: Parameters<Billing["choose"]>[1],
) {
  try {
    return await billing.choose(account, choice);
  } catch (error) {
    if (!(error instanceof NetopsError) || error.code !== "NOT_FOUND") throw error;
    const { plan = DEFAULT_PLAN, card = DEFAULT_CARD } = choice;
    return await billing.open({ account, country, plan, card });
  }
}

function declined(reason: string): NetopsError {
  return new NetopsError("PAYMENT_DECLINED", `Cannot charge the card as ${reason}`, {
    fix: "use another card",
  });
}

function unknownFate(): NetopsError {
  return new NetopsError("TIMED_OUT", "Cannot tell yet whether the card was charged", {
    fix: "send the same request with the same idempotency-key again",
  });
}
