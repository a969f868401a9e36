import { atPoint } from "./at_point.ts";

/** Deliver events to an instance late. */
export const EVENTS_LAG = atPoint({
  kind: "events-lag",
  summary: "deliver events to an instance late",
  point: "events",
  mode: "delay",
  isSlow: true,
});
