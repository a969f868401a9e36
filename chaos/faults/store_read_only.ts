import { atPoint } from "./at_point.ts";

/** Let the store of an OCA refuse writes. */
export const STORE_READ_ONLY = atPoint({
  kind: "store-read-only",
  summary: "let the store of an OCA refuse writes",
  point: "store-write",
  mode: "read-only",
});
