import { z } from "zod";
import { faultKind } from "./fault_kind.ts";
import { LINK, TOXICITY, toxicOf } from "./on_link.ts";

/** Cut the bytes of connections to an instance into small pieces. */
export const LINK_SLICER = faultKind({
  ...LINK,
  kind: "link-slicer",
  summary: "cut the bytes of connections to an instance into small pieces",
  parameters: z.strictObject({
    averageBytes: z.int().min(1).max(1_000_000).default(64),
    delayUs: z.int().min(0).max(10_000_000).default(10_000),
    ...TOXICITY,
  }),
  partOn: (_instance, parameters) => ({
    side: "toxic",
    toxics: toxicOf("slicer", parameters, {
      average_size: parameters.averageBytes,
      size_variation: Math.floor(parameters.averageBytes / 2),
      delay: parameters.delayUs,
    }),
  }),
});
