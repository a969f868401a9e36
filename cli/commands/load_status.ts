import { goingLoads } from "@netops/load/runner";
import { shapeOf } from "@netops/load";
import { type CommandContext, requireRun } from "../command_context.ts";
import { LoadStore } from "../load/load_store.ts";
import type { ParsedCommand } from "../spec.ts";
import { loadProgressLines } from "../views/load_lines.ts";

/** Says which loads run here, and how they go. */
export async function run(
  _parsed: ParsedCommand<Record<never, never>>,
  context: CommandContext,
): Promise<number> {
  const { home, fleet } = requireRun(context);
  const { print, globals } = context;
  const store = new LoadStore(home);
  const known = new Set(store.ids());
  const going = [...goingLoads(await fleet.jobs()).keys()].filter((id) => known.has(id));
  const loads = going.map((id) => store.read(id));
  if (globals.json) {
    print.document({
      schema: "netops.load.status/v1",
      loads: loads.map(({ id, order, progress }) => ({ id, name: order?.name, progress })),
    });
    return 0;
  }
  if (loads.length === 0) print.line("no load runs; netops load run starts one");
  for (const { id, order, progress } of loads) {
    const title = order === undefined ? id : `${id}  ${order.name}, ${shapeOf(order)}`;
    if (progress === undefined) print.line(`${title}  begins`);
    else {
      const unit = order?.script === undefined ? "sessions" : "iterations";
      const options = { paint: print.paint, plain: print.plain, title, unit } as const;
      for (const line of loadProgressLines(progress, options)) print.line(line);
    }
  }
  return 0;
}
