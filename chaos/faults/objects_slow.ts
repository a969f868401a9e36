import { atPoint } from "./at_point.ts";

/** Make the object store of an instance slow. */
export const OBJECTS_SLOW = atPoint({
  kind: "objects-slow",
  summary: "make the object store of an instance slow",
  point: "objects",
  mode: "delay",
  isSlow: true,
});
