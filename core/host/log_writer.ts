import type { Clock } from "../ports/clock.ts";
import type { Logger } from "../ports/logger.ts";
import type { TraceScope } from "../ports/tracer.ts";

/**
 * Writes log lines as JSON to stderr; whoever started this process keeps them.
 *
 * A line that is written for a request says which trace it belongs to.
 */
export function createJsonLogger(clock: Clock, scope?: TraceScope): Logger {
  const encoder = new TextEncoder();
  return {
    log: (level, message, fields = {}) => {
      const traceId = scope?.current()?.traceId;
      const trace = traceId === undefined ? {} : { traceId };
      const line = { tsMs: clock.nowMs(), level, message, ...trace, ...fields };
      try {
        Deno.stderr.writeSync(encoder.encode(`${JSON.stringify(line)}\n`));
      } catch {
        // The reader is gone: this process is about to stop, and there is nobody to tell.
      }
    },
  };
}
