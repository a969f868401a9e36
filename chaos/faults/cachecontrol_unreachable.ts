import { atPoint } from "./at_point.ts";

/** Cut OCAs and steering off from cache control. */
export const CACHECONTROL_UNREACHABLE = atPoint({
  kind: "cachecontrol-unreachable",
  summary: "cut OCAs and steering off from cache control",
  point: "cachecontrol",
  mode: "error",
});
