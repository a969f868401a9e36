import { atPoint } from "./at_point.ts";

/** Let the registry answer what was true when the fault began. */
export const REGISTRY_STALE = atPoint({
  kind: "registry-stale",
  summary: "let the registry answer what was true when the fault began",
  point: "registry-answer",
  mode: "stale",
});
