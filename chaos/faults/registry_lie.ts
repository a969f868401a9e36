import { atPoint } from "./at_point.ts";

/** Let the registry name addresses at which nobody is. */
export const REGISTRY_LIE = atPoint({
  kind: "registry-lie",
  summary: "let the registry name addresses at which nobody is",
  point: "registry-answer",
  mode: "lie",
});
