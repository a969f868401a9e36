import { atPoint } from "./at_point.ts";

/** Let the store of an OCA give wrong bytes. */
export const STORE_CORRUPT = atPoint({
  kind: "store-corrupt",
  summary: "let the store of an OCA give wrong bytes",
  point: "store-read",
  mode: "corrupt",
});
