import { z } from "zod";
import { faultKind } from "./fault_kind.ts";
import { CARRIED, CARRIED_PARAMETERS, carriedTo } from "./on_carried.ts";

/** Fail only what chosen requests ask of an app, over all hops. */
export const REQUEST_ABORT = faultKind({
  ...CARRIED,
  kind: "request-abort",
  summary: "fail what chosen requests ask of an app, wherever on their way they ask it",
  parameters: z.strictObject({
    status: z.int().min(200).max(599).default(503),
    ...CARRIED_PARAMETERS,
  }),
  partOn: (_gateway, { status, ...rest }, app) => carriedTo(app, { type: "abort", status }, rest),
});
