import { type LoadOrder, shapeOf } from "@netops/load";
import type { LoadReport } from "@netops/load/report";
import { LoadFolder } from "@netops/load/runner";
import { type CommandContext, type LiveRun, requireRun } from "../command_context.ts";
import { carryOutLoad } from "../load/carry_out_load.ts";
import { readCompanion } from "../load/companion.ts";
import { LoadDisplay } from "../load/load_display.ts";
import { readReports, writeLoadReports } from "../load/load_reports.ts";
import { LoadStore } from "../load/load_store.ts";
import { type LoadDraft, type LoadWords, readLoadOrder } from "../load/read_load_order.ts";
import { refuseLoad } from "../load/refuse_load.ts";
import { startLoadJob } from "../load/run_load_job.ts";
import { loadReportLines } from "../views/load_lines.ts";
import { fewVusLines, loadPlanLines } from "../views/load_plan_lines.ts";

const WITH_AFTER_RATIO = 0.25;
const WITH_AFTER_MS = 5_000;

/** Runs a load as a job of the platform, shows it, and answers by its verdict. */
export async function run(words: LoadWords, context: CommandContext): Promise<number> {
  const { options } = words;
  const reports = readReports(options.report ?? []);
  const companions = (options.with ?? []).map(readCompanion);
  refuseLoad(words);
  const live = requireRun(context);
  const draft = await readLoadOrder(words, live, context);
  if (options.dryRun) return showLoadPlan(draft, context);
  const order = keepOrder(draft, live);
  sayEngine(order, words, context);
  for (const line of fewVusLines(order)) context.print.say(line);
  if (options.detach) return await detach(order, live, context);
  const report = await show(order, { live, context, companions, words });
  printReport(report, context);
  writeLoadReports(report, reports, context);
  return context.stop.settle(report.exitCode);
}

function keepOrder(draft: LoadDraft, { home }: LiveRun): LoadOrder {
  const store = new LoadStore(home);
  const id = store.begin();
  const order = { ...draft, id, folder: store.folder(id) };
  new LoadFolder(order.folder).begin(order);
  return order;
}

function showLoadPlan(draft: LoadDraft, { print, globals }: CommandContext): number {
  // Values may be secrets, and this ends up in the logs of CI.
  const env = Object.fromEntries(Object.keys(draft.env).map((name) => [name, "…"]));
  if (globals.json) print.document({ schema: "netops.load.plan/v1", ...draft, env });
  else for (const line of loadPlanLines(draft, print.paint)) print.line(line);
  return 0;
}

/** Nobody is to think that k6 played when it did not. */
function sayEngine({ engine }: LoadOrder, { options }: LoadWords, { print }: CommandContext): void {
  if (engine === "k6" || options.engine === "builtin") return;
  print.say("! k6 is not here: the built-in engine plays. To get k6: netops load install");
}

async function detach(
  order: LoadOrder,
  { fleet }: LiveRun,
  { host, env, print, globals }: CommandContext,
): Promise<number> {
  await startLoadJob(order, { fleet, host, env, detached: true });
  if (globals.json) print.document({ schema: "netops.load.started/v1", id: order.id });
  else print.line(`${order.id} runs; netops load status, netops load stop ${order.id}`);
  return 0;
}

async function show(
  order: LoadOrder,
  { live, context, companions, words }: {
    readonly live: LiveRun;
    readonly context: CommandContext;
    readonly companions: readonly ReturnType<typeof readCompanion>[];
    readonly words: LoadWords;
  },
): Promise<LoadReport> {
  const title = `${order.id}  ${order.name}, ${shapeOf(order)}`;
  const unit = order.script === undefined ? "sessions" : "iterations";
  const display = new LoadDisplay({ title, unit }, context);
  const usualMs = order.durationMs === undefined
    ? WITH_AFTER_MS
    : order.durationMs * WITH_AFTER_RATIO;
  try {
    return await carryOutLoad(order, {
      ...{ live, context, companions },
      companionsAfterMs: words.options.withAfter ?? usualMs,
      onProgress: (progress) => display.progress(progress),
      onCompanion: (companion) => display.companion(companion),
    });
  } finally {
    display.close();
  }
}

function printReport(report: LoadReport, { print, globals }: CommandContext): void {
  if (globals.json) return print.document(report);
  if (globals.jsonl) return void print.jsonLine(report);
  const { out } = print.streams;
  const width = out.isTerminal ? { width: out.size().columns } : {};
  for (const line of loadReportLines(report, { paint: print.paint, ...width })) print.line(line);
}
