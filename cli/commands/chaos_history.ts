import { tellStory } from "@netops/chaos/report";
import { experimentDocument, type KeptRun, RunStore, withFate } from "@netops/chaos/runner";
import { type CommandContext, homeOf } from "../command_context.ts";
import { formatAge } from "../print/age.ts";
import { harmless } from "../print/text_width.ts";
import { formatTable } from "../print/table.ts";
import type { ParsedCommand } from "../spec.ts";

/** Lists the experiments that were run in this home, newest first; needs no platform. */
export function run(
  _parsed: ParsedCommand<Record<never, never>>,
  context: CommandContext,
): Promise<number> {
  const { print, globals, host } = context;
  const home = homeOf(context);
  const look = { home: home ?? "", processes: host.processes, nowMs: host.clock.nowMs() };
  const runs = home === undefined ? [] : new RunStore(home).list();
  const rows = runs.map((run) => historyRow(withFate(run, look)));
  if (globals.json) print.document({ schema: "netops.history/v1", runs: rows });
  else if (globals.jsonl) {
    for (const row of rows) if (!print.jsonLine(row)) break;
  } else if (rows.length === 0) print.line("no experiment was run here");
  else {
    const columns = ["RUN", "VERDICT", "AGO", "TITLE"].map((title) => ({ title }));
    const nowMs = host.clock.nowMs();
    const cells = rows.map((row) => historyCells(row, nowMs));
    for (const line of formatTable(columns, cells, { paint: print.paint })) print.line(line);
  }
  return Promise.resolve(0);
}

/** A run as cells of a table; its title is what somebody wrote, in one line. */
export function historyCells(
  { id, verdict, startedAtMs, title }: ReturnType<typeof historyRow>,
  nowMs: number,
): string[] {
  const ago = startedAtMs === undefined ? "" : formatAge(nowMs - startedAtMs);
  return [harmless(id), verdict, ago, harmless(title).replaceAll(/\s+/g, " ")];
}

/** A run in a list; one that goes on or was cut off has no verdict of its own. */
function historyRow(run: KeptRun) {
  const { order, progress, finished, pulse } = run;
  const startedAtMs = progress[0]?.atMs ?? pulse?.atMs;
  if (finished === undefined) {
    const title = progress[0]?.name ?? order.file;
    return { id: order.id, verdict: tellStory(run).verdict.name, title, startedAtMs };
  }
  const { id, verdict, title, exitCode, undone } = experimentDocument(finished);
  return { id, verdict, title, exitCode, undone, startedAtMs };
}
