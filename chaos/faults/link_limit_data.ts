import { z } from "zod";
import { faultKind } from "./fault_kind.ts";
import { LINK, TOXICITY, toxicOf } from "./on_link.ts";

/** Close connections to an instance after so many bytes. */
export const LINK_LIMIT_DATA = faultKind({
  ...LINK,
  kind: "link-limit-data",
  summary: "close connections to an instance after so many bytes",
  parameters: z.strictObject({
    limitBytes: z.int().min(0).max(2 ** 40).default(1_024),
    ...TOXICITY,
  }),
  partOn: (_instance, parameters) => ({
    side: "toxic",
    toxics: toxicOf("limit_data", parameters, {
      bytes: parameters.limitBytes,
    }),
  }),
});
