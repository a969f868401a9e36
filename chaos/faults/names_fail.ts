import { atPoint } from "./at_point.ts";

/** Let an instance find no other application. */
export const NAMES_FAIL = atPoint({
  kind: "names-fail",
  summary: "let an instance find no other application",
  point: "names",
  mode: "error",
});
