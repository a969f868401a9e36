import { z } from "zod";

const account = z.string().regex(/^[\w-]{1,64}$/);
const card = z.string().regex(/^tok_\w{1,60}$/);
const plan = z.enum(["basic", "standard", "premium"]);

/** `POST /internal/subscriptions`. */
export const SALE = z.object({
  account,
  country: z.string().regex(/^[A-Z]{2}$/),
  plan: plan.default("standard"),
  card: card.default("tok_ok"),
});

/** `PUT /subscription`. */
export const CHOICE = z.object({ plan: plan.optional(), card: card.optional() })
  .refine((choice) => choice.plan ?? choice.card, "name a plan, a card, or both");

/** `POST /internal/charges`. */
export const CHARGE = z.object({
  account,
  card: card.default("tok_ok"),
  amountMinor: z.int().positive().max(1_000_000),
  currency: z.string().regex(/^[A-Z]{3}$/),
});

/** The header `idempotency-key`. Source: draft-ietf-httpapi-idempotency-key-header. */
export const IDEMPOTENCY_KEY = z.string().regex(/^[\w:.-]{1,128}$/);
