import { tellStory } from "@netops/chaos/report";
import {
  experimentDocument,
  type KeptRun,
  type RunOrder,
  RunStore,
  withFate,
} from "@netops/chaos/runner";
import { toNetopsError } from "@netops/core";
import { resolve } from "node:path";
import { carryOut, type WholeRun } from "../chaos/carry_out.ts";
import { readOrder, type RunWords } from "../chaos/read_order.ts";
import { refuseMistakes } from "../chaos/refuse_mistakes.ts";
import { RunDisplay } from "../chaos/run_display.ts";
import { showPlan } from "../chaos/show_plan.ts";
import { readReports, type WantedReport, writeReports } from "../chaos/run_reports.ts";
import { unstartedDocument } from "../chaos/unstarted_document.ts";
import { type CommandContext, homeOf } from "../command_context.ts";
import { verdictLines } from "../views/verdict_lines.ts";

/** Runs an experiment: as a job of the platform that runs here, or by itself when it needs none. */
export async function run(words: RunWords, context: CommandContext): Promise<number> {
  const { print, stop } = context;
  const { compat, dryRun } = words.options;
  let order: RunOrder | undefined;
  let reports: readonly WantedReport[] = [];
  try {
    order = readOrder(words, context);
    reports = readReports(words.options.report ?? []);
    if (dryRun) return await showPlan(order, context);
    if (compat === undefined) refuseMistakes(order);
    const run = await show(order, context);
    const hasJournal = writeJournal(run, words, context);
    const hasReports = writeReports(run, reports, context);
    const exitCode = printRun(run, context);
    return stop.settle(exitCode === 0 && !(hasJournal && hasReports) ? 1 : exitCode);
  } catch (thrown) {
    const error = toNetopsError(thrown);
    const isUndone = tellCutOff(order?.id, reports, context);
    if (print.machine && !dryRun) {
      const id = order?.id ?? "";
      const facts = { stop, id, isCompat: compat !== undefined, isUndone };
      const document = unstartedDocument(error, facts);
      if (context.globals.json) print.document(document);
      else print.jsonLine(document);
    }
    if (stop.exitCode === undefined && compat === undefined) throw error;
    // The Chaos Toolkit knows no other code for what it cannot run.
    print.error(error);
    return compat === undefined ? stop.exitCode ?? 1 : stop.settle(1);
  }
}

/**
 * Tells what is known of a run that began and left no result, and writes its reports.
 *
 * @returns Whether its faults are known to be gone.
 */
function tellCutOff(
  id: string | undefined,
  reports: readonly WantedReport[],
  context: CommandContext,
): boolean {
  const run = id === undefined ? undefined : begunRun(id, context);
  if (run === undefined) return false;
  const { print } = context;
  const story = tellStory(run);
  if (!print.machine) { for (const line of verdictLines(story, print)) print.line(line); }
  writeReports(run, reports, context);
  return story.verdict.undone === true;
}

/** Undefined when it began to tell nothing, or is kept nowhere. */
function begunRun(id: string, context: CommandContext): KeptRun | undefined {
  const home = homeOf(context);
  const store = home === undefined ? undefined : new RunStore(home);
  if (home === undefined || store === undefined || !store.ids().includes(id)) return undefined;
  const { processes, clock } = context.host;
  const run = withFate(store.read(id), { home, processes, nowMs: clock.nowMs() });
  return run.finished === undefined && run.progress.some(({ kind }) => kind === "started")
    ? run
    : undefined;
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
