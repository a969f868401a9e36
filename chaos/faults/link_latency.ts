import { z } from "zod";
import { faultKind } from "./fault_kind.ts";
import { LINK, TOXICITY, toxicOf } from "./on_link.ts";

/** Delay the bytes of connections to an instance. */
export const LINK_LATENCY = faultKind({
  ...LINK,
  kind: "link-latency",
  summary: "delay the bytes of connections to an instance",
  parameters: z.strictObject({
    delayMs: z.int().min(0).max(600_000).default(1_000),
    jitterMs: z.int().min(0).max(600_000).default(0),
    ...TOXICITY,
  }),
  partOn: (_instance, parameters) => ({
    side: "toxic",
    toxics: toxicOf("latency", parameters, {
      latency: parameters.delayMs,
      jitter: parameters.jitterMs,
    }),
  }),
});
