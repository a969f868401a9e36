import { atPoint } from "./at_point.ts";

/** Fail the object store of an instance: what it fills from origin or a peer. */
export const OBJECTS_FAIL = atPoint({
  kind: "objects-fail",
  summary: "fail the object store of an instance: what it fills from origin or a peer",
  point: "objects",
  mode: "error",
});
