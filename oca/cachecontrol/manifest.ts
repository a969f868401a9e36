import type { PlatformApp } from "@netops/core/contracts";

/** cachecontrol as data: what fleet starts. */
export const CACHECONTROL_APP: PlatformApp = {
  app: "cachecontrol",
  entry: "oca/cachecontrol/main.ts",
  replicas: { lite: 1, std: 2, full: 4 },
  placement: "zones",
  permissions: [],
  usesKv: true,
  route: undefined,
  dependsOn: ["kv", "events", "origin"],
  config: {},
};
