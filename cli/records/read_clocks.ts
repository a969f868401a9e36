import type { CommandContext, LiveRun } from "../command_context.ts";
import { askBeside } from "./ask_beside.ts";
import type { ClocksDocument } from "./records_api.ts";

/** How well clocks agree, if telemetry says so within half a second. */
export function readClocks(
  live: LiveRun,
  context: CommandContext,
): Promise<ClocksDocument | undefined> {
  return askBeside(live, context, (records, signal) => records.clocks(signal));
}
