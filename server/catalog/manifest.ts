import type { PlatformApp } from "@netops/core/contracts";

/** catalog as data: what fleet starts. */
export const CATALOG_APP: PlatformApp = {
  app: "catalog",
  entry: "server/catalog/main.ts",
  replicas: { lite: 1, std: 2, full: 4 },
  placement: "zones",
  permissions: [],
  usesKv: true,
  route: { auth: "user", openPaths: [] },
  dependsOn: ["kv", "events", "origin"],
  config: {},
};
