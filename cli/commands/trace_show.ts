import { NetopsError } from "@netops/core";
import { type CommandContext, requireRun } from "../command_context.ts";
import { requireRecords } from "../records/records_api.ts";
import type { ParsedCommand } from "../spec.ts";
import { traceLines } from "../views/trace_lines.ts";

const TRACE_ID = /^[0-9a-f]{32}$/i;

/** Shows one trace: who called whom, when, for how long, and what failed. */
export async function run(
  parsed: ParsedCommand<Record<never, never>>,
  context: CommandContext,
): Promise<number> {
  const id = parsed.args.id ?? "";
  const live = requireRun(context);
  if (!TRACE_ID.test(id)) {
    throw new NetopsError("NOT_FOUND", `Cannot find the trace "${id}" as an id has 32 hex digits`, {
      fix: "netops trace find",
    });
  }
  const records = await requireRecords(live, context);
  const trace = await records.trace(id);
  const { print } = context;
  const { paint, plain } = print;
  const { verbose } = context.globals;
  if (context.globals.json) {
    print.document(trace);
    return 0;
  }
  const { out } = print.streams;
  const columns = out.isTerminal ? out.size().columns : 80;
  for (const line of traceLines(trace, { paint, plain, columns, verbose })) {
    print.line(line);
  }
  return 0;
}
