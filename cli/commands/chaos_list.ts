import { FAULT_KINDS, viewFaultKind } from "@netops/chaos/faults";
import type { CommandContext } from "../command_context.ts";
import type { ParsedCommand } from "../spec.ts";
import type { LIST_OPTIONS } from "../tree/chaos_commands.ts";
import { kindTable, probeTable } from "../views/chaos_lines.ts";

/** Lists every kind of fault, or every probe; needs no platform. */
export async function run(
  { options }: ParsedCommand<typeof LIST_OPTIONS>,
  { print, globals }: CommandContext,
): Promise<number> {
  const { out } = print.streams;
  const look = { paint: print.paint, ...(out.isTerminal ? { columns: out.size().columns } : {}) };
  const faults = FAULT_KINDS.map(viewFaultKind);
  const probes = options.probes ? (await import("@netops/chaos/runner")).PLATFORM_PROBES : [];
  if (globals.json) {
    print.document(
      options.probes
        ? { schema: "netops.probes/v1", probes }
        : { schema: "netops.faults/v1", faults },
    );
  } else if (globals.jsonl) {
    for (const row of options.probes ? probes : faults) if (!print.jsonLine(row)) break;
  } else {
    for (const line of options.probes ? probeTable(probes, look) : kindTable(faults, look)) {
      print.line(line);
    }
    print.say(
      options.probes
        ? "ask one: provider: { type: netops, probe: NAME, parameters: {} }"
        : "parameters of one: netops chaos show KIND",
    );
  }
  return 0;
}
