import { MONKEY_KINDS } from "@netops/chaos/monkeys";
import { ChaosApi } from "../chaos/chaos_api.ts";
import { lookAtMonkeys } from "../chaos/monkey_desk.ts";
import { requireFaultRun } from "../chaos/name_panic.ts";
import type { CommandContext } from "../command_context.ts";
import type { ParsedCommand } from "../spec.ts";
import { faultTable } from "../views/chaos_lines.ts";
import { monkeyOnLine } from "../views/monkey_lines.ts";

/** Shows the faults that are at work, who may bring more, and whether new ones are taken. */
export async function run(
  _parsed: ParsedCommand<Record<never, never>>,
  context: CommandContext,
): Promise<number> {
  const live = requireFaultRun(context);
  const [status, seats] = await Promise.all([
    ChaosApi.of(context).status(),
    lookAtMonkeys(live, MONKEY_KINDS),
  ]);
  const monkeys = seats.flatMap(({ kind, job, orders }) =>
    job === undefined ? [] : [{ kind, job: job.id, leashed: orders?.knobs.leashed }]
  );
  const { print, host, globals } = context;
  if (globals.json) {
    print.document({ ...status, monkeys });
    return 0;
  }
  const { out } = print.streams;
  const columns = out.isTerminal ? { columns: out.size().columns } : {};
  const view = { nowMs: host.clock.nowMs(), paint: print.paint, ...columns };
  if (status.active.length > 0) {
    for (const line of faultTable(status.active, view)) print.line(line);
  } else print.line("no fault is at work");
  for (const monkey of monkeys) print.line(monkeyOnLine(monkey, print.paint));
  if (status.lever === "stopped") print.line("all chaos is stopped: netops chaos resume");
  return 0;
}
