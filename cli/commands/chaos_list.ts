import { FAULT_KINDS, viewFaultKind } from "@netops/chaos/faults";
import type { CommandContext } from "../command_context.ts";
import type { ParsedCommand } from "../spec.ts";
import { kindTable } from "../views/chaos_lines.ts";

/** Lists every kind of fault; needs no platform. */
export function run(
  _parsed: ParsedCommand<Record<never, never>>,
  { print, globals }: CommandContext,
): Promise<number> {
  const faults = FAULT_KINDS.map(viewFaultKind);
  if (globals.json) print.document({ schema: "netops.faults/v1", faults });
  else if (globals.jsonl) {
    for (const fault of faults) if (!print.jsonLine(fault)) break;
  } else {
    const { out } = print.streams;
    const columns = out.isTerminal ? { columns: out.size().columns } : {};
    for (const line of kindTable(faults, { paint: print.paint, ...columns })) print.line(line);
    print.say("parameters of one: netops chaos show KIND");
  }
  return Promise.resolve(0);
}
