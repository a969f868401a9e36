import type { Logger, Timer } from "@netops/core";
import type { HealthWarning } from "./api/health_views.ts";

/** What watching needs. */
export interface WatchHealthOptions {
  readonly warnings: () => readonly HealthWarning[];
  readonly timer: Timer;
  readonly logger: Logger;
}

const PERIOD_MS = 5_000;

/** Logs each warning once as it comes, and once as it is over; gives what ends that. */
export function watchHealth({ warnings, timer, logger }: WatchHealthOptions): () => void {
  let known = new Set<string>();
  return timer.every(PERIOD_MS, () => {
    const now = warnings();
    for (const { code, message, fix } of now) {
      if (!known.has(code)) logger.log("warn", message, { code, fix });
    }
    const codes = new Set<string>(now.map(({ code }) => code));
    for (const code of known) if (!codes.has(code)) logger.log("info", "it is over", { code });
    known = codes;
  });
}
