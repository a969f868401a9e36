import { type CommandContext, requireRun } from "../command_context.ts";
import { requireRecords } from "../records/records_api.ts";
import type { ParsedCommand } from "../spec.ts";
import { sloExitCode, sloLines } from "../views/slo_table.ts";

/** Says how service level objectives stand: exit 0 when all are met, 5 when one burns, else 9 without data. */
export async function run(
  _parsed: ParsedCommand<Record<never, never>>,
  context: CommandContext,
): Promise<number> {
  const records = await requireRecords(requireRun(context), context);
  const found = await records.slos();
  const { print, globals } = context;
  if (globals.json) print.document(found);
  else if (!globals.quiet) {
    if (found.slos.length === 0) print.say("no objective; write one: slo in netops.yaml");
    const plain = print.plain || !print.streams.out.isTerminal;
    for (const line of sloLines(found.slos, { paint: print.paint, plain })) print.line(line);
  }
  return sloExitCode(found.slos);
}
