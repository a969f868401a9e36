import type { OcaBoard } from "@netops/core/contracts";
import { type CommandContext, httpOf, requireRun } from "../command_context.ts";
import { PlatformApi } from "../platform_api.ts";
import type { ParsedCommand } from "../spec.ts";
import { ocaDocument, ocaTable } from "../views/oca_table.ts";

/** Lists the OCAs as cachecontrol knows them. */
export async function run(
  _parsed: ParsedCommand<Record<never, never>>,
  context: CommandContext,
): Promise<number> {
  const api = new PlatformApi(requireRun(context), httpOf(context));
  const board = await api.json<OcaBoard>("cachecontrol", { method: "GET", path: "/board" });
  const { print, host } = context;
  const nowMs = host.clock.nowMs();
  if (context.globals.json) {
    print.document(ocaDocument(board, nowMs));
    return 0;
  }
  const { out } = print.streams;
  const width = out.isTerminal ? { columns: out.size().columns } : {};
  for (const line of ocaTable(board, { nowMs, paint: print.paint, ...width })) print.line(line);
  return 0;
}
