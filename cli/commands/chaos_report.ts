import {
  compareRuns,
  comparisonHtml,
  comparisonMarkdown,
  type RunStory,
  tellStory,
} from "@netops/chaos/report";
import { type KeptRun, RunStore, withFate } from "@netops/chaos/runner";
import { NetopsError } from "@netops/core";
import { reportText } from "../chaos/run_reports.ts";
import { type CommandContext, homeOf } from "../command_context.ts";
import type { ParsedCommand } from "../spec.ts";
import type { REPORT_OPTIONS } from "../tree/experiment_commands.ts";
import { comparisonLines } from "../views/comparison_lines.ts";
import { headLines, timeLineLines } from "../views/story_lines.ts";
import { verdictLines } from "../views/verdict_lines.ts";

type Parsed = ParsedCommand<typeof REPORT_OPTIONS>;
type Form = "md" | "html" | "junit" | "json" | "lines";

const COLUMNS_OFF_TERMINAL = 100;

/** Shows a run as far as it is, or how two runs differ; needs no platform. */
export function run({ args, options }: Parsed, context: CommandContext): Promise<number> {
  const form = formOf(options, context);
  const home = homeOf(context);
  const store = home === undefined ? undefined : new RunStore(home);
  const { processes, clock } = context.host;
  const look = { home: home ?? "", processes, nowMs: clock.nowMs() };
  const found = withFate(findRun(args.run, store), look);
  if (options.vs === undefined) showRun(found, form, context);
  else showComparison([found, withFate(findRun(options.vs, store), look)], form, context);
  return Promise.resolve(0);
}

/** @throws {NetopsError} USAGE when more than one form is wanted, or one that is not there. */
function formOf(options: Parsed["options"], { globals }: CommandContext): Form {
  const wanted = [
    ...(["md", "html", "junit"] as const).filter((form) => options[form]),
    ...(globals.json ? ["json" as const] : []),
  ];
  if (wanted.length > 1) {
    throw new NetopsError("USAGE", `Cannot print ${wanted.join(" and ")} at once`, {
      fix: `netops chaos report --${wanted[0]}`,
    });
  }
  if (options.junit && options.vs !== undefined) {
    throw new NetopsError("USAGE", "A comparison has no form in JUnit", {
      fix: "--md, --html or --json",
    });
  }
  return wanted[0] ?? "lines";
}

function findRun(id: string | undefined, store: RunStore | undefined): KeptRun {
  if (id !== undefined && store !== undefined) return store.read(id);
  const newest = id === undefined ? store?.list()[0] : undefined;
  if (newest !== undefined) return newest;
  const what = id === undefined ? "No experiment was run here" : `Cannot find the run "${id}"`;
  throw new NetopsError("NOT_FOUND", what, {
    fix: id === undefined ? "netops chaos run NAME" : "netops chaos history",
  });
}

function showRun(run: KeptRun, form: Form, { print }: CommandContext): void {
  if (form === "json") print.document(JSON.parse(reportText("json", run)));
  else if (form !== "lines") print.line(reportText(form, run).trimEnd());
  else {
    const { out } = print.streams;
    const columns = out.isTerminal ? out.size().columns : COLUMNS_OFF_TERMINAL;
    const { fate } = run;
    const now = fate?.isRunning ? { nowMs: fate.nowMs } : {};
    const options = { paint: print.paint, columns, plain: print.plain, ...now };
    const story = tellStory(run);
    for (const line of headLines(story, options)) print.line(line);
    for (const line of timeLineLines(story, options)) print.line(line);
    for (const line of verdictLines(story, print)) print.line(line);
  }
}

function showComparison(
  runs: readonly [KeptRun, KeptRun],
  form: Form,
  { print }: CommandContext,
): void {
  const [after, before] = runs.map((run) => tellStory(run)) as [RunStory, RunStory];
  const comparison = compareRuns(after, before);
  if (form === "json") print.document(comparison);
  else if (form === "md") print.line(comparisonMarkdown(comparison).trimEnd());
  else if (form === "html") print.line(comparisonHtml(comparison, { after, before }).trimEnd());
  else for (const line of comparisonLines(comparison, print.paint)) print.line(line);
}
