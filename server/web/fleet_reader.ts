import type { FleetClient } from "@netops/core/clients";

/** What the page needs of fleet. */
export type FleetReader = Pick<
  FleetClient,
  | "status"
  | "instances"
  | "boot"
  | "routes"
  | "events"
  | "eventsStream"
  | "logs"
  | "logsStream"
  | "changeApp"
  | "scale"
  | "restartInstance"
  | "jobs"
>;
