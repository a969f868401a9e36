import { z } from "zod";
import { normalizePrefix } from "./normalize_prefix.ts";

const PREFIX = z.string().max(64).transform((text, context) => {
  const prefix = normalizePrefix(text);
  if (prefix !== undefined) return prefix;
  context.issues.push({ code: "custom", message: "is no CIDR prefix", input: text });
  return z.NEVER;
});
const OCA = z.string().min(1).max(200);

/** `POST /prefixes`: what is left out is a customer's route at the OCA itself. */
export const NEW_PREFIX = z.strictObject({
  prefix: PREFIX,
  oca: OCA,
  attachment: z.enum(["embedded", "pni", "public", "transit"]).default("embedded"),
  asPathLength: z.int().min(0).max(255).default(1),
  med: z.int().min(0).max(4_294_967_295).default(0),
});

/** `DELETE /prefixes`. */
export const OLD_PREFIX = z.strictObject({ prefix: PREFIX, oca: OCA });

/** `POST /ocas/:id/drain`. */
export const DRAIN = z.strictObject({ force: z.boolean().default(false) });
