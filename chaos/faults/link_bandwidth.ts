import { z } from "zod";
import { faultKind } from "./fault_kind.ts";
import { LINK, TOXICITY, toxicOf } from "./on_link.ts";

/** Limit how many bytes a second pass on connections to an instance. */
export const LINK_BANDWIDTH = faultKind({
  ...LINK,
  kind: "link-bandwidth",
  summary: "limit how many bytes a second pass on connections to an instance",
  parameters: z.strictObject({
    kilobytesPerSecond: z.int().min(0).max(10_000_000).default(64),
    ...TOXICITY,
  }),
  partOn: (_instance, parameters) => ({
    side: "toxic",
    toxics: toxicOf("bandwidth", parameters, {
      rate: parameters.kilobytesPerSecond,
    }),
  }),
});
