/**
 * The door of link, the TCP fault proxy that speaks Toxiproxy's HTTP API: how to start it in a process of
 * its own, and what is needed to put it into one.
 *
 * @module
 */
export { buildLink } from "./build.ts";
export { type LinkConfig, readLinkConfig } from "./link_config.ts";
export {
  LINK_ENTRY,
  LINK_PERMISSIONS,
  type RunningLink,
  startLink,
  type StartLinkOptions,
} from "./start_link.ts";
