import { atPoint } from "./at_point.ts";

/** Let the store of an OCA take nothing more. */
export const STORE_FULL = atPoint({
  kind: "store-full",
  summary: "let the store of an OCA take nothing more",
  point: "store-write",
  mode: "full",
});
