/**
 * The door of the platform's processes: how to start fleet, and how to clean up after one.
 *
 * @module
 */
export { cleanHome, type CleanOptions, type CleanOutcome } from "./fleet/clean.ts";
export { FLEET_PERMISSIONS, fleetCommand } from "./fleet/fleet_command.ts";
export { PLATFORM_ENTRIES, PLATFORM_ROOT } from "./fleet/entries.ts";
