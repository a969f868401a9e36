import type { DeploysDocument, PipelineSpec } from "@netops/core/contracts";
import { formatAge } from "../print/age.ts";
import type { Paint, StyleName } from "../print/color.ts";
import { type Column, formatTable } from "../print/table.ts";
import { fitText, harmless, textWidth } from "../print/text_width.ts";
import type { DeployViewOptions } from "./deploy_words.ts";

type Deploy = DeploysDocument["deploys"][number];

const STYLES: Readonly<Record<string, StyleName>> = {
  ...{ promoted: "green", "rolled-back": "red", refused: "red", inconclusive: "yellow" },
};

const COLUMNS: readonly (Column & {
  readonly cell: (deploy: Deploy, options: DeployViewOptions) => string;
})[] = [
  { title: "ID", cell: ({ id }) => harmless(id) },
  { title: "APP", cell: ({ app }) => harmless(app) },
  { title: "VERDICT", cell: verdictCell },
  { title: "FROM", cell: ({ from }) => harmless(from ?? "-") },
  { title: "TO", cell: ({ to }) => harmless(to ?? "-") },
  {
    title: "AGO",
    align: "right",
    cell: ({ createdAtMs }, { nowMs }) => formatAge(nowMs - createdAtMs),
  },
  { title: "TOOK", align: "right", cell: tookCell },
  { title: "DROPPED", align: "right", cell: ({ dropped }) => String(dropped) },
  { title: "BY", cell: ({ by }) => harmless(by) },
  { title: "WHY", cell: whyCell },
];

/** Goes first where there is little room. */
const LEAVING = ["BY", "DROPPED", "TOOK", "WHY", "FROM", "TO", "APP"];
/** A reason that is cut shorter says nothing. */
const LEAST_WHY = 12;

/** A table of deploys; in a narrow terminal who and how long goes first, then why, then from and to. */
export function deployTable(
  deploys: readonly Deploy[],
  options: DeployViewOptions,
): readonly string[] {
  const { columns = Infinity, paint } = options;
  for (let gone = 0;; gone++) {
    const shown = COLUMNS.filter(({ title }) => !LEAVING.slice(0, gone).includes(title));
    const rows = deploys.map((deploy) => shown.map(({ cell }) => cell(deploy, options)));
    const lines = formatTable(shown, rows, { paint });
    const hasWhy = shown.some(({ title }) => title === "WHY");
    const fixed = hasWhy
      ? formatTable(shown.slice(0, -1), rows.map((row) => row.slice(0, -1)), { paint })
      : lines;
    const room = columns - (hasWhy ? LEAST_WHY : 0);
    if (gone < LEAVING.length && fixed.some((line) => textWidth(line) > room)) continue;
    return lines.map((line) => fitText(line, columns));
  }
}

/** A table of kept pipelines. */
export function pipelineTable(
  pipelines: readonly PipelineSpec[],
  { paint, columns }: { readonly paint: Paint; readonly columns?: number },
): readonly string[] {
  const titles = ["PIPELINE", "APP", "STAGES", "STARTED BY"].map((title) => ({ title }));
  const rows = pipelines.map(({ name, app, stages, triggers }) => [
    harmless(name),
    harmless(app),
    harmless(stages.map((stage) => stage.name).join(", ")),
    harmless(triggers.map(triggerWords).join(", ") || "nothing by itself"),
  ]);
  return formatTable(titles, rows, { paint, ...(columns === undefined ? {} : { columns }) });
}

function triggerWords(trigger: PipelineSpec["triggers"][number]): string {
  return trigger.type === "cron"
    ? `${trigger.schedule} (${trigger.timeZone})`
    : `${trigger.ref} of ${trigger.repo}`;
}

/** One line: without the stage that every deploy has, and of what a process said only how it began. */
function whyCell({ reason }: Deploy): string {
  const [before = "", said] = reason.replace(/^(deploy|rollback): /, "").split(/; it said: /);
  const first = said?.split(/ \| |\n/).find((line) => !STACK.test(line));
  // What stands after the last line that was said is how it ended.
  const end = said === undefined ? "" : /; [^|\n;]+ serves$/.exec(said)?.[0] ?? "";
  const words = first === undefined || first === ""
    ? `${before}${end}`
    : `${before}; it said: ${first.replace(end, "")}${end}`;
  return harmless(words).replaceAll(/\s+/g, " ");
}

/** A frame of a stack trace. */
const STACK = /^\s*(at |File "|Traceback|goroutine \d)/;

function verdictCell({ verdict, status }: Deploy, { paint }: DeployViewOptions): string {
  const word = verdict ?? status;
  return paint(STYLES[word] ?? "yellow", word);
}

function tookCell({ createdAtMs, endedAtMs }: Deploy): string {
  return endedAtMs === null ? "-" : formatAge(Math.max(0, endedAtMs - createdAtMs));
}
