import { type CommandContext, requireRun } from "../command_context.ts";
import { requireRecords } from "../records/records_api.ts";
import type { ParsedCommand } from "../spec.ts";
import type { TRACE_FIND_OPTIONS } from "../tree/trace_commands.ts";
import { traceTable } from "../views/trace_lines.ts";

/** Finds traces that were slow, failed, met a fault, or passed a service; newest first. */
export async function run(
  { options }: ParsedCommand<typeof TRACE_FIND_OPTIONS>,
  context: CommandContext,
): Promise<number> {
  const records = await requireRecords(requireRun(context), context);
  const { slow, failed, fault, service, since, limit } = options;
  const found = await records.traces({
    ...{ service, fault, limit, slowMs: slow, failed: failed || undefined },
    sinceMs: since === undefined ? undefined : context.host.clock.nowMs() - since,
  });
  const { print, globals } = context;
  if (globals.json) {
    print.document(found);
    return 0;
  }
  if (globals.jsonl) {
    for (const trace of found.traces) if (!print.jsonLine(trace)) return 0;
    return 0;
  }
  if (found.traces.length === 0) {
    print.say("no trace matches; one in many requests is traced, and all that fail or are slow");
    return 0;
  }
  const { out } = print.streams;
  const columns = out.isTerminal ? { columns: out.size().columns } : { columns: 120 };
  for (const line of traceTable(found.traces, { paint: print.paint, ...columns })) print.line(line);
  return 0;
}
