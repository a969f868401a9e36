import { z } from "zod";
import { faultKind } from "./fault_kind.ts";
import { LINK, TOXICITY, toxicOf } from "./on_link.ts";

/** Close connections to an instance late. */
export const LINK_SLOW_CLOSE = faultKind({
  ...LINK,
  kind: "link-slow-close",
  summary: "close connections to an instance late",
  parameters: z.strictObject({ delayMs: z.int().min(0).max(600_000).default(1_000), ...TOXICITY }),
  partOn: (_instance, parameters) => ({
    side: "toxic",
    toxics: toxicOf("slow_close", parameters, {
      delay: parameters.delayMs,
    }),
  }),
});
