import { atPoint } from "./at_point.ts";

/** Make the database calls of an instance slow. */
export const KV_SLOW = atPoint({
  kind: "kv-slow",
  summary: "make the database calls of an instance slow",
  point: "kv",
  mode: "delay",
  isSlow: true,
});
