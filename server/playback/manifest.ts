import type { PlatformApp } from "@netops/core/contracts";

/** playback as data: what fleet starts. */
export const PLAYBACK_APP: PlatformApp = {
  app: "playback",
  entry: "server/playback/main.ts",
  replicas: { lite: 1, std: 2, full: 4 },
  placement: "zones",
  permissions: [],
  usesKv: true,
  route: { auth: "user", openPaths: [] },
  dependsOn: ["kv", "events", "catalog", "billing", "steering"],
  config: {},
};
