import { z } from "zod";
import { faultKind } from "./fault_kind.ts";
import { LINK, TOXICITY, toxicOf } from "./on_link.ts";

/** Swallow all bytes of connections to an instance. */
export const LINK_BLACKHOLE = faultKind({
  ...LINK,
  kind: "link-blackhole",
  summary: "swallow all bytes of connections to an instance",
  parameters: z.strictObject({ ...TOXICITY }),
  partOn: (_instance, parameters) => ({
    side: "toxic",
    toxics: toxicOf("timeout", parameters, { timeout: 0 }),
  }),
});
