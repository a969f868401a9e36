import { NetopsError } from "@netops/core";
import type { PsDocument } from "@netops/core/contracts";
import { type CommandContext, homeOf, type LiveRun, requireRun } from "../command_context.ts";
import { type IndexedRun, listRuns, runsIndexPath } from "../home/runs_index.ts";
import { LiveRegion } from "../print/live_region.ts";
import { formatTable } from "../print/table.ts";
import type { ParsedCommand } from "../spec.ts";
import type { PS_OPTIONS } from "../tree/look_commands.ts";
import { instanceTable } from "../views/instance_table.ts";

type Parsed = ParsedCommand<typeof PS_OPTIONS>;

const WATCH_MS = 1_000;

/** Lists every process of the run, or every run of this user where no home is. */
export async function run(parsed: Parsed, context: CommandContext): Promise<number> {
  if (homeOf(context) === undefined) return showRuns(context);
  const live = requireRun(context);
  if (parsed.options.watch || context.globals.jsonl) return await watch(parsed, context, live);
  const document = await live.fleet.instances(context.stop.signal);
  if (context.globals.json) context.print.document(document);
  else for (const line of table(document, parsed, { context })) context.print.line(line);
  return 0;
}

function table(
  document: PsDocument,
  parsed: Parsed,
  { context, mostLines }: { readonly context: CommandContext; readonly mostLines?: number },
): readonly string[] {
  const { print, host } = context;
  const { isTerminal } = print.streams.out;
  return instanceTable(document.instances, {
    paint: print.paint,
    plain: print.plain || !isTerminal,
    wide: parsed.options.wide,
    ...(mostLines === undefined ? {} : { mostLines }),
    nowMs: host.clock.nowMs(),
    ...(isTerminal ? { columns: print.streams.out.size().columns } : {}),
    memoryOf: (pid) => host.processes.pssBytes(host.processes.groupMembers(pid)),
  });
}

async function watch(parsed: Parsed, context: CommandContext, live: LiveRun): Promise<number> {
  const { host, print, stop } = context;
  const region = print.canRedraw("out")
    ? new LiveRegion({ terminal: print.streams.out, clock: host.clock, timer: host.timer })
    : undefined;
  let last = "";
  try {
    while (!stop.signal.aborted) {
      const document = await live.fleet.instances(stop.signal);
      const now = JSON.stringify(
        document.instances.map(({ id, pid, status }) => [id, pid, status]),
      );
      // The last row of the window is where the cursor stands.
      const mostLines = print.streams.out.size().rows - 1;
      if (region !== undefined) region.show(table(document, parsed, { context, mostLines }));
      else if (now !== last && !printOnce(document, parsed, context)) return 0;
      last = now;
      await host.timer.sleep(WATCH_MS, stop.signal);
    }
  } finally {
    region?.close();
  }
  return 0;
}

function printOnce(document: PsDocument, parsed: Parsed, context: CommandContext): boolean {
  const { globals, print } = context;
  if (globals.jsonl) return print.jsonLine(document);
  for (const line of [...table(document, parsed, { context }), ""]) print.line(line);
  return true;
}

function showRuns(context: CommandContext): number {
  const path = runsIndexPath(context.env);
  const runs = path === undefined ? [] : listRuns(path, context.host.processes);
  if (runs.length === 0) {
    throw new NetopsError("NOT_RUNNING", "No platform of yours runs on this machine", {
      fix: "netops up",
    });
  }
  if (context.print.machine) {
    context.print.document({ schema: "netops.ps/v1", instances: [], runs });
    return 0;
  }
  for (const line of runTable(runs, context)) context.print.line(line);
  context.print.say(
    "No state folder here or above: these are all your runs (see one: --home HOME)",
  );
  return 0;
}

function runTable(runs: readonly IndexedRun[], context: CommandContext): readonly string[] {
  const columns = [
    { title: "HOME" },
    { title: "PROFILE" },
    { title: "PID", align: "right" },
    { title: "GATEWAY" },
  ] as const;
  const rows = runs.map((run) => [run.home, run.profile, String(run.pid), run.gateway]);
  return formatTable(columns, rows, { paint: context.print.paint });
}
