import type { CommandContext } from "../command_context.ts";
import { LiveRegion } from "../print/live_region.ts";

/** A live region for what plays; undefined in pipes, in CI, in plain and machine forms, and when quiet. */
export function openPlayRegion({ print, host }: CommandContext): LiveRegion | undefined {
  if (!print.canRedraw("out") || print.options.quiet) return undefined;
  const { clock, timer } = host;
  return new LiveRegion({ terminal: print.streams.out, clock, timer });
}
