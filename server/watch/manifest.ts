import type { PlatformApp } from "@netops/core/contracts";

/** watch as data: what fleet starts. */
export const WATCH_APP: PlatformApp = {
  app: "watch",
  entry: "server/watch/main.ts",
  replicas: { lite: 1, std: 2, full: 4 },
  placement: "zones",
  permissions: [],
  usesKv: false,
  route: { auth: "none", openPaths: [] },
  dependsOn: [],
  config: {},
};
