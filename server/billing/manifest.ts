import type { PlatformApp } from "@netops/core/contracts";

/** billing as data: what fleet starts. */
export const BILLING_APP: PlatformApp = {
  app: "billing",
  entry: "server/billing/main.ts",
  replicas: { lite: 1, std: 2, full: 4 },
  placement: "zones",
  permissions: [],
  usesKv: true,
  route: { auth: "user", openPaths: ["/plans"] },
  dependsOn: ["kv", "events"],
  config: {},
};
