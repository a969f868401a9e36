import { z } from "zod";
import { faultKind } from "./fault_kind.ts";
import { LINK, TOXICITY, toxicOf } from "./on_link.ts";

/** Reset connections to an instance. */
export const LINK_RESET = faultKind({
  ...LINK,
  kind: "link-reset",
  summary: "reset connections to an instance",
  parameters: z.strictObject({ afterMs: z.int().min(0).max(600_000).default(0), ...TOXICITY }),
  partOn: (_instance, parameters) => ({
    side: "toxic",
    toxics: toxicOf("reset_peer", parameters, {
      timeout: parameters.afterMs,
    }),
  }),
});
