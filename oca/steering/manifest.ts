import type { PlatformApp } from "@netops/core/contracts";

/** steering as data: what fleet starts. */
export const STEERING_APP: PlatformApp = {
  app: "steering",
  entry: "oca/steering/main.ts",
  replicas: { lite: 1, std: 2, full: 4 },
  placement: "zones",
  permissions: [],
  usesKv: false,
  route: { auth: "user", openPaths: ["/hls", "/dash"] },
  dependsOn: ["cachecontrol"],
  config: {},
};
