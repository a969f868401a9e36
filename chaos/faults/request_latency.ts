import { z } from "zod";
import { faultKind } from "./fault_kind.ts";
import { CARRIED, CARRIED_PARAMETERS, carriedTo } from "./on_carried.ts";

/** Delay only what chosen requests ask of an app, over all hops. */
export const REQUEST_LATENCY = faultKind({
  ...CARRIED,
  kind: "request-latency",
  summary: "delay what chosen requests ask of an app, wherever on their way they ask it",
  parameters: z.strictObject({
    delayMs: z.number().min(0).max(600_000).default(1_000),
    jitterMs: z.number().min(0).max(600_000).default(0),
    ...CARRIED_PARAMETERS,
  }),
  partOn: (_gateway, { delayMs, jitterMs, ...rest }, app) =>
    carriedTo(app, { type: "delay", delayMs, jitterMs }, rest),
});
