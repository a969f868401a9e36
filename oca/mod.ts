/**
 * The door of Open Connect: which apps it is made of.
 *
 * @module
 */
import type { PlatformApp } from "@netops/core/contracts";
import { OCA_APP } from "./appliance/manifest.ts";
import { CACHECONTROL_APP } from "./cachecontrol/manifest.ts";
import { ORIGIN_APP } from "./origin/manifest.ts";
import { STEERING_APP } from "./steering/manifest.ts";

/** Every app of Open Connect. */
export const OCA_APPS: readonly PlatformApp[] = [
  ORIGIN_APP,
  CACHECONTROL_APP,
  OCA_APP,
  STEERING_APP,
];
