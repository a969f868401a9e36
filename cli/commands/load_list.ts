import type { LoadReport } from "@netops/load/report";
import { type CommandContext, homeOf } from "../command_context.ts";
import { type KeptLoad, LoadStore } from "../load/load_store.ts";
import { formatTable } from "../print/table.ts";
import type { ParsedCommand } from "../spec.ts";

const COLUMNS = [
  { title: "ID" },
  { title: "WHAT" },
  { title: "SHAPE" },
  { title: "ENGINE" },
  { title: "SPS", align: "right" },
  { title: "STARTUP P95", align: "right" },
  { title: "VERDICT" },
  { title: "WHY" },
] as const;

/** Lists the loads that were run here, the newest last; needs no platform. */
export function run(
  _parsed: ParsedCommand<Record<never, never>>,
  context: CommandContext,
): Promise<number> {
  const { print, globals } = context;
  const home = homeOf(context);
  const store = home === undefined ? undefined : new LoadStore(home);
  const loads = (store?.ids() ?? []).map((id) => store!.read(id));
  if (globals.json) {
    print.document({ schema: "netops.loads/v1", loads: loads.map(summaryOf) });
  } else if (loads.length === 0) print.line("no load was run here; netops load run starts one");
  else for (const line of formatTable(COLUMNS, loads.map(rowOf), print)) print.line(line);
  return Promise.resolve(0);
}

function summaryOf({ id, order, report }: KeptLoad) {
  if (report === undefined) return { id, name: order?.name, verdict: null };
  const { name, shape, engine, verdict, reason, spsAttempted, spsAchieved, startupMs } = report;
  const times = { startedAtMs: report.startedAtMs, endedAtMs: report.endedAtMs };
  return {
    id,
    name,
    shape,
    engine,
    verdict,
    reason,
    spsAttempted,
    spsAchieved,
    startupMs,
    ...times,
  };
}

function rowOf({ id, order, report }: KeptLoad): string[] {
  if (report === undefined) return [id, order?.name ?? "", "", "", "", "", "-", "not judged"];
  const { name, shape, engine, verdict, reason } = report;
  return [id, name, shape, engine, ...numbersOf(report), verdict, reason];
}

function numbersOf({ spsAchieved, startupMs: { p95 } }: LoadReport): string[] {
  return [String(spsAchieved), p95 === null ? "-" : `${Math.round(p95)} ms`];
}
