import type { PlatformApp } from "@netops/core/contracts";

/** user as data: what fleet starts. */
export const USER_APP: PlatformApp = {
  app: "user",
  entry: "server/user/main.ts",
  replicas: { lite: 1, std: 2, full: 4 },
  placement: "zones",
  permissions: [],
  usesKv: true,
  route: { auth: "user", openPaths: ["/signup", "/login", "/refresh", "/keys"] },
  dependsOn: ["kv", "events", "billing"],
  config: {},
};
