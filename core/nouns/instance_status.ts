/** The five words for how an instance stands, as on the Eureka wire. */
export type InstanceStatus = "STARTING" | "UP" | "DOWN" | "OUT_OF_SERVICE" | "UNKNOWN";

/** All values of {@linkcode InstanceStatus}, in the order in which Eureka sorts them. */
export const INSTANCE_STATUSES: readonly InstanceStatus[] = [
  "DOWN",
  "OUT_OF_SERVICE",
  "STARTING",
  "UNKNOWN",
  "UP",
];
