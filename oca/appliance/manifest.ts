import type { PlatformApp } from "@netops/core/contracts";
import { ocaIndividuals } from "./sites.ts";

/** oca as data: what fleet starts. */
export const OCA_APP: PlatformApp = {
  app: "oca",
  entry: "oca/appliance/main.ts",
  replicas: { lite: 2, std: 4, full: 8 },
  placement: "zones",
  individuals: ocaIndividuals,
  permissions: [],
  usesKv: false,
  route: undefined,
  dependsOn: ["cachecontrol", "origin"],
  config: {},
};
