import type { LogLevel } from "@netops/core";

/** Levels by importance; their place is how they are stored. */
export const LOG_LEVELS: readonly LogLevel[] = ["debug", "info", "warn", "error"];

/** The number of a level; what is unknown counts as info. */
export function levelNumber(level: string): number {
  const at = LOG_LEVELS.indexOf(level as LogLevel);
  return at < 0 ? 1 : at;
}
