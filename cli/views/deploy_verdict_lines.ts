import type { ExecutionView } from "@netops/core/contracts";
import { deployStageOf, elapsedMs, isOver, strategyWords } from "../deploy/execution_facts.ts";
import { formatAge } from "../print/age.ts";
import type { StyleName } from "../print/color.ts";
import { harmless } from "../print/text_width.ts";
import { count, counted, type DeployViewOptions, metricWords, percent } from "./deploy_words.ts";

const STYLES: Readonly<Record<string, StyleName>> = {
  ...{ promoted: "green", "rolled-back": "red", refused: "red", inconclusive: "yellow" },
};
const MOST_METRICS = 3;

/** What a deploy came to, in few lines: verdict and why, numbers, who serves now, and what to do next. */
export function deployVerdictLines(
  view: ExecutionView,
  options: DeployViewOptions,
): readonly string[] {
  const { paint } = options;
  const head = outcome(view);
  const word = head.replace("-", " ").toUpperCase();
  return [
    `${paint(STYLES[head] ?? "yellow", word)}  ${harmless(view.reason ?? meaning(view))}`,
    ...decisive(view, options),
    ...stageComplaints(view),
    servesLine(view),
    numbersLine(view, options),
    ...nextSteps(view).map(([why, line]) => `${paint("dim", `${why}:`)} ${line}`),
  ].filter((line) => line !== "");
}

/** What can be done now, and the command for it. */
export function nextSteps(view: ExecutionView): readonly (readonly [string, string])[] {
  const { app, id } = view;
  const look: readonly [string, string] = ["more", `netops deploy status ${id}`];
  if (!isOver(view)) return [["follow it", `netops deploy status ${id} --watch`]];
  if (view.isCancelAsked && view.status === "CANCELED") return [look];
  switch (view.verdict) {
    case "promoted":
      return [["go back", `netops deploy rollback ${app}`], look];
    case "rolled-back":
      return deployStageOf(view)?.deploy.looks.length
        ? [["why", `netops deploy judge replay ${id}`], ["logs", `netops logs ${app}`]]
        : [["logs", `netops logs ${app}`], look];
    case "refused":
      return [["what runs", `netops deploy status ${app}`]];
    case "inconclusive":
      return [["why", `netops deploy judge replay ${id}`], look];
    default:
      return [look];
  }
}

/** The verdict, or how it ended where there is none. */
function outcome(view: ExecutionView): string {
  if (view.isCancelAsked && view.status === "CANCELED") return "aborted";
  if (view.verdict !== undefined) return view.verdict;
  if (!isOver(view)) return view.status;
  return view.status === "SUCCEEDED" ? "done" : "failed";
}

function meaning(view: ExecutionView): string {
  if (outcome(view) === "aborted") return "what was done is taken back";
  if (view.verdict === "promoted") return `${view.to ?? "the new version"} has all requests`;
  return view.verdict === "rolled-back" ? `${view.from ?? "what served before"} has them back` : "";
}

/** The metrics that spoke against it. */
function decisive(view: ExecutionView, options: DeployViewOptions): string[] {
  if (view.verdict === "promoted") return [];
  const look = deployStageOf(view)?.deploy.looks.at(-1);
  const against = (look?.metrics ?? []).filter(({ classification }) => classification !== "Pass");
  return against.slice(0, MOST_METRICS).map((metric) =>
    `  ${metricWords(metric, options)}: ${harmless(metric.reason)}`
  );
}

/** Stages that ended badly, with their reasons; what the verdict says is not repeated. */
function stageComplaints({ stages, reason = "" }: ExecutionView): string[] {
  return stages.flatMap(({ name, status, reason: why }) => {
    const isBad = status === "TERMINAL" || status === "STOPPED" || status === "FAILED_CONTINUE";
    return isBad && why !== undefined && !reason.includes(why)
      ? [`  ${harmless(name)}: ${harmless(why)}`]
      : [];
  });
}

/** Who has the requests now, of those that took part. */
function servesLine(view: ExecutionView): string {
  const groups = deployStageOf(view)?.deploy.groups ?? [];
  const serving = groups.filter(({ wantPercent }) => wantPercent > 0)
    .map(({ name, wantPercent }) => `${harmless(name)} ${percent(wantPercent)}`);
  return serving.length === 0 ? "" : `  serves: ${serving.join(", ")}`;
}

function numbersLine(view: ExecutionView, { paint, nowMs, plain }: DeployViewOptions): string {
  const detail = deployStageOf(view)?.deploy;
  const arrow = plain ? "->" : "→";
  const parts = [
    view.from === undefined && view.to === undefined
      ? ""
      : harmless(`${view.from ?? "nothing"} ${arrow} ${view.to ?? "nothing"}`),
    detail === undefined ? harmless(view.pipeline) : strategyWords(detail.strategy),
    `took ${formatAge(elapsedMs(view, nowMs))}`,
    ...(detail === undefined
      ? []
      : [counted(view.requests, "request"), `${count(view.dropped)} dropped`]),
    view.id,
  ];
  return paint("dim", `  ${parts.filter((part) => part !== "").join(", ")}`);
}
