import { atPoint } from "./at_point.ts";

/** Make the registry slow. */
export const REGISTRY_SLOW = atPoint({
  kind: "registry-slow",
  summary: "make the registry slow",
  point: "registry-answer",
  mode: "delay",
  isSlow: true,
});
