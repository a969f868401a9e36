import type { LiveRegion } from "../print/live_region.ts";
import type { Printer } from "../print/printer.ts";

/** Says something on stderr; above the live region where both are on one terminal, so that neither tears. */
export function sayBeside(text: string, region: LiveRegion | undefined, print: Printer): void {
  if (region !== undefined && print.streams.err.isTerminal) region.above(text);
  else print.say(text);
}
