import { atPoint } from "./at_point.ts";

/** Let the store of an OCA fail every read, as a volume that was detached. */
export const STORE_LOST = atPoint({
  kind: "store-lost",
  summary: "let the store of an OCA fail every read, as a volume that was detached",
  point: "store-read",
  mode: "error",
});
