/**
 * The door of the platform's processes: how to start fleet, how to clean up after one, and which apps the
 * streaming platform has here.
 *
 * @module
 */
import type { PlatformApp } from "@netops/core/contracts";
import { BILLING_APP } from "./billing/manifest.ts";
import { CATALOG_APP } from "./catalog/manifest.ts";
import { EVENTS_APP } from "./events/manifest.ts";
import { PLAYBACK_APP } from "./playback/manifest.ts";
import { RECOMMENDATION_APP } from "./recommendation/manifest.ts";
import { SEARCH_APP } from "./search/manifest.ts";
import { USER_APP } from "./user/manifest.ts";
import { WATCH_APP } from "./watch/manifest.ts";

export { cleanHome, type CleanOptions, type CleanOutcome } from "./fleet/clean.ts";
export { type GroupJournalContent, readGroupJournal } from "./fleet/group_journal.ts";
export { FLEET_PERMISSIONS, fleetCommand } from "./fleet/fleet_command.ts";
export { groundCommand } from "./fleet/ground.ts";
export { PLATFORM_ENTRIES, PLATFORM_ROOT } from "./fleet/entries.ts";

/** Every app of the streaming platform that lives here. */
export const SERVER_APPS: readonly PlatformApp[] = [
  EVENTS_APP,
  USER_APP,
  BILLING_APP,
  CATALOG_APP,
  SEARCH_APP,
  RECOMMENDATION_APP,
  PLAYBACK_APP,
  WATCH_APP,
];
