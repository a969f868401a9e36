import { z } from "zod";
import { faultKind } from "./fault_kind.ts";
import { CARRIED, COHORT_PARAMETER } from "./on_carried.ts";
import { MATCH_PARAMETERS } from "./on_requests.ts";

/** Fail the database calls of an app for chosen requests only. */
export const REQUEST_KV_FAIL = faultKind({
  ...CARRIED,
  kind: "request-kv-fail",
  summary: "fail the database calls that an app makes for chosen requests",
  parameters: z.strictObject({ cohort: COHORT_PARAMETER, ...MATCH_PARAMETERS }),
  partOn: (_gateway, { cohort, ...match }, app) => ({
    side: "service",
    effect: { type: "abort", status: 503 },
    match,
    at: { point: "kv", app },
    ...(cohort === undefined ? {} : { cohort }),
  }),
});
