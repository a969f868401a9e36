import { atPoint } from "./at_point.ts";

/** Fail the database calls of an instance. */
export const KV_FAIL = atPoint({
  kind: "kv-fail",
  summary: "fail the database calls of an instance",
  point: "kv",
  mode: "error",
});
