import type { Clock } from "../ports/clock.ts";
import type { Logger } from "../ports/logger.ts";

/** Writes log lines as JSON to stderr; whoever started this process keeps them. */
export function createJsonLogger(clock: Clock): Logger {
  const encoder = new TextEncoder();
  return {
    log: (level, message, fields = {}) => {
      const line = { tsMs: clock.nowMs(), level, message, ...fields };
      try {
        Deno.stderr.writeSync(encoder.encode(`${JSON.stringify(line)}\n`));
      } catch {
        // The reader is gone: this process is about to stop, and there is nobody to tell.
      }
    },
  };
}
