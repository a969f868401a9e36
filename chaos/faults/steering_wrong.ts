import { atPoint } from "./at_point.ts";

/** Let steering rank the worst OCAs first. */
export const STEERING_WRONG = atPoint({
  kind: "steering-wrong",
  summary: "let steering rank the worst OCAs first",
  point: "steering-rank",
  mode: "lie",
});
