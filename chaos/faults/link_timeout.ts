import { z } from "zod";
import { faultKind } from "./fault_kind.ts";
import { LINK, TOXICITY, toxicOf } from "./on_link.ts";

/** Swallow all bytes of connections to an instance and close them after a while. */
export const LINK_TIMEOUT = faultKind({
  ...LINK,
  kind: "link-timeout",
  summary: "swallow all bytes of connections to an instance and close them after a while",
  parameters: z.strictObject({
    timeoutMs: z.int().min(1).max(600_000).default(1_000),
    ...TOXICITY,
  }),
  partOn: (_instance, parameters) => ({
    side: "toxic",
    toxics: toxicOf("timeout", parameters, {
      timeout: parameters.timeoutMs,
    }),
  }),
});
