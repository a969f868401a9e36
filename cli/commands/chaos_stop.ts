import { NetopsError } from "@netops/core";
import { ChaosApi } from "../chaos/chaos_api.ts";
import type { CommandContext } from "../command_context.ts";
import type { ParsedCommand } from "../spec.ts";
import type { STOP_OPTIONS } from "../tree/chaos_commands.ts";
import { faultTable, residueLines } from "../views/chaos_lines.ts";

/** Ends faults; exit 8 when one of them could not be undone. */
export async function run(
  { rest, options }: ParsedCommand<typeof STOP_OPTIONS>,
  context: CommandContext,
): Promise<number> {
  if (rest.length === 0 && !options.all) {
    throw new NetopsError("USAGE", "Cannot stop nothing: name faults, or --all", {
      fix: "netops chaos status",
    });
  }
  const api = ChaosApi.of(context);
  const known = new Set((await api.status()).active.map(({ id }) => id));
  const missing = rest.filter((id) => !known.has(id));
  if (missing.length > 0) {
    throw new NetopsError("NOT_FOUND", `No fault at work is called ${missing.join(", ")}`, {
      fix: "netops chaos status",
    });
  }
  const faults = await api.stop(options.all ? { all: true } : { ids: [...rest] });
  const left = faults.flatMap((fault) => fault.left ?? []);
  const { print, host, globals } = context;
  const schema = "netops.chaos.stop/v1";
  if (globals.json) print.document({ schema, faults, lever: options.all ? "stopped" : undefined });
  else {
    const view = { nowMs: host.clock.nowMs(), paint: print.paint };
    if (faults.length === 0) print.line("no fault was at work");
    else for (const line of faultTable(faults, view)) print.line(line);
    for (const line of left.length > 0 ? residueLines(left, print.paint) : []) print.line(line);
    const slow = faults.filter(({ state }) => state === "undoing");
    if (slow.length > 0) print.say(`${slow.length} still being undone: netops chaos status`);
    if (options.all) print.say("no new fault is taken until: netops chaos resume");
  }
  return faults.some(({ state }) => state === "undo-failed") ? 8 : 0;
}
