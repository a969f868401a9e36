import type { PlatformApp } from "@netops/core/contracts";

/** events as data: what fleet starts. */
export const EVENTS_APP: PlatformApp = {
  app: "events",
  entry: "server/events/main.ts",
  replicas: { lite: 1, std: 1, full: 1 },
  placement: "none",
  permissions: [],
  usesKv: false,
  route: undefined,
  dependsOn: [],
  config: {},
};
