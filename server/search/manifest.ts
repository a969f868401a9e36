import type { PlatformApp } from "@netops/core/contracts";

/** search as data: what fleet starts. */
export const SEARCH_APP: PlatformApp = {
  app: "search",
  entry: "server/search/main.ts",
  replicas: { lite: 1, std: 2, full: 4 },
  placement: "zones",
  permissions: [],
  usesKv: false,
  route: { auth: "user", openPaths: [] },
  dependsOn: ["catalog", "events"],
  config: {},
};
