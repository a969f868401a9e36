import type { PlatformApp } from "@netops/core/contracts";

/** recommendation as data: what fleet starts. */
export const RECOMMENDATION_APP: PlatformApp = {
  app: "recommendation",
  entry: "server/recommendation/main.ts",
  replicas: { lite: 1, std: 2, full: 4 },
  placement: "zones",
  permissions: [],
  usesKv: true,
  route: {
    auth: "user",
    openPaths: [],
    fallback: { app: "catalog", path: "/rows" },
  },
  dependsOn: ["kv", "events", "catalog"],
  config: {},
};
