import { planExperiment, readExperiment } from "@netops/chaos/experiment";
import { knownText, tellStory } from "@netops/chaos/report";
import { experimentDocument, type RunOrder } from "@netops/chaos/runner";
import { toNetopsError } from "@netops/core";
import { resolve } from "node:path";
import { carryOut, type WholeRun } from "../chaos/carry_out.ts";
import { readOrder, type RunWords } from "../chaos/read_order.ts";
import { refuseMistakes } from "../chaos/refuse_mistakes.ts";
import { RunDisplay } from "../chaos/run_display.ts";
import { readReports, writeReports } from "../chaos/run_reports.ts";
import { unstartedDocument } from "../chaos/unstarted_document.ts";
import type { CommandContext } from "../command_context.ts";
import { planLines } from "../views/plan_lines.ts";
import { verdictLines } from "../views/verdict_lines.ts";

/** Runs an experiment: as a job of the platform that runs here, or by itself when it needs none. */
export async function run(words: RunWords, context: CommandContext): Promise<number> {
  const { print, stop } = context;
  const { compat, dryRun } = words.options;
  let order: RunOrder | undefined;
  try {
    order = readOrder(words, context);
    const reports = readReports(words.options.report ?? []);
    if (dryRun) return showPlan(order, context);
    if (compat === undefined) refuseMistakes(order);
    const run = await show(order, context);
    const hasJournal = writeJournal(run, words, context);
    const hasReports = writeReports(run, reports, context);
    const exitCode = printRun(run, context);
    return stop.settle(exitCode === 0 && !(hasJournal && hasReports) ? 1 : exitCode);
  } catch (thrown) {
    const error = toNetopsError(thrown);
    if (print.machine && !dryRun) {
      const id = order?.id ?? "";
      const document = unstartedDocument(error, { stop, id, isCompat: compat !== undefined });
      if (context.globals.json) print.document(document);
      else print.jsonLine(document);
    }
    if (stop.exitCode === undefined && compat === undefined) throw error;
    // The Chaos Toolkit knows no other code for what it cannot run.
    print.error(error);
    return compat === undefined ? stop.exitCode ?? 1 : stop.settle(1);
  }
}

function showPlan(order: RunOrder, { print, globals, host }: CommandContext): number {
  refuseMistakes(order);
  const experiment = readExperiment(order.text, order.file);
  const plan = planExperiment(experiment, { seed: order.seed ?? host.randomHex(8) });
  if (globals.json) print.document({ schema: "netops.experiment.plan/v1", dryRun: true, ...plan });
  else {
    const { out } = print.streams;
    const columns = out.isTerminal ? { columns: out.size().columns } : {};
    const fill = (text: string) => knownText(text, experiment.value, order.variables);
    for (const line of planLines(plan, { paint: print.paint, fill, ...columns })) print.line(line);
  }
  return 0;
}

async function show(order: RunOrder, context: CommandContext): Promise<WholeRun> {
  const display = new RunDisplay(order, context);
  let run: WholeRun | undefined;
  try {
    return run = await carryOut(order, context, display);
  } finally {
    display.close(run);
  }
}

/** Prints what a run came to, and answers its exit code. */
function printRun(run: WholeRun, { print, globals }: CommandContext): number {
  const document = experimentDocument(run.finished);
  if (globals.json) print.document(document);
  else if (globals.jsonl) print.jsonLine(document);
  else for (const line of verdictLines(tellStory(run), print)) print.line(line);
  return document.exitCode;
}

/**
 * As the Chaos Toolkit writes one by default, so does `--compat`; else only where it is wanted.
 *
 * @returns Whether it is there when it should be.
 */
function writeJournal(
  { finished, order }: WholeRun,
  { options }: RunWords,
  { cwd, print }: CommandContext,
): boolean {
  const path = options.journal ?? (order.compat === undefined ? undefined : "journal.json");
  if (path === undefined || finished.journal === undefined) return true;
  try {
    Deno.writeTextFileSync(resolve(cwd, path), `${finished.journal}\n`);
    return true;
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    print.say(`! cannot write the journal ${path}: ${why}`);
    return false;
  }
}
