import { ChaosApi } from "../chaos/chaos_api.ts";
import type { CommandContext } from "../command_context.ts";
import type { ParsedCommand } from "../spec.ts";
import { faultTable } from "../views/chaos_lines.ts";

/** Shows the faults that are at work, and whether new ones are taken. */
export async function run(
  _parsed: ParsedCommand<Record<never, never>>,
  context: CommandContext,
): Promise<number> {
  const status = await ChaosApi.of(context).status();
  const { print, host, globals } = context;
  if (globals.json) {
    print.document(status);
    return 0;
  }
  const { out } = print.streams;
  const columns = out.isTerminal ? { columns: out.size().columns } : {};
  const view = { nowMs: host.clock.nowMs(), paint: print.paint, ...columns };
  if (status.active.length > 0) {
    for (const line of faultTable(status.active, view)) print.line(line);
  } else print.line("no fault is at work");
  if (status.lever === "stopped") print.line("all chaos is stopped: netops chaos resume");
  return 0;
}
