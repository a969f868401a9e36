import type { ExecutionView } from "@netops/core/contracts";
import {
  deployStageOf,
  elapsedMs,
  endsOf,
  howWords,
  isOver,
  usersRequests,
} from "../deploy/execution_facts.ts";
import { formatAge } from "../print/age.ts";
import type { StyleName } from "../print/color.ts";
import { harmless } from "../print/text_width.ts";
import {
  byWeight,
  count,
  counted,
  type DeployViewOptions,
  isBad,
  metricWords,
  percent,
  wrapWords,
} from "./deploy_words.ts";

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
  // Who wanted it back has nothing to worry about.
  const style = view.status === "SUCCEEDED" ? "green" : STYLES[head] ?? "yellow";
  const next = nextSteps(view).map(([why, line]) => `${paint("dim", `${why}:`)} ${line}`);
  return [
    ...wrapWords(`${paint(style, word)}  `, harmless(view.reason ?? meaning(view)), options),
    ...[...decisive(view, options), ...stageComplaints(view), servesLine(view)]
      .filter((text) => text !== "").flatMap((text) => wrapWords("  ", text, options)),
    ...wrapWords("  ", numbersLine(view, options), options).map((line) => paint("dim", line)),
    ...next,
  ];
}

/** What can be done now, and the command for it. */
export function nextSteps(view: ExecutionView): readonly (readonly [string, string])[] {
  const { app, id } = view;
  const look: readonly [string, string] = ["more", `netops deploy status ${id}`];
  if (!isOver(view)) return [["follow it", `netops deploy status ${id} --watch`]];
  if (view.isCancelAsked && view.status === "CANCELED") return [look];
  if (outcome(view) === "done") return [look];
  switch (view.verdict) {
    case "promoted":
      return [["go back", `netops deploy rollback ${app}`], look];
    case "rolled-back":
      if (view.status === "SUCCEEDED") return [look];
      return isJudged(view)
        ? [["why", `netops deploy judge replay ${id}`], ["logs", `netops logs ${app}`]]
        : [["logs", `netops logs ${app}`], look];
    case "refused":
      return [look];
    case "inconclusive":
      // What nobody looked at cannot be replayed.
      return isJudged(view) ? [["why", `netops deploy judge replay ${id}`], look] : [look];
    default:
      return [look];
  }
}

function isJudged(view: ExecutionView): boolean {
  const looks = deployStageOf(view)?.deploy.looks ?? [];
  return looks.some(({ isSkipped }) => isSkipped !== true);
}

/** The verdict, or how it ended where there is none. */
function outcome(view: ExecutionView): string {
  if (view.isCancelAsked && view.status === "CANCELED") return "aborted";
  const isDeploy = deployStageOf(view) !== undefined;
  if (view.verdict !== undefined && (isDeploy || view.verdict !== "promoted")) return view.verdict;
  if (!isOver(view)) return view.status;
  return view.status === "SUCCEEDED" ? "done" : "failed";
}

function meaning(view: ExecutionView): string {
  if (outcome(view) === "aborted") return "what was done is taken back";
  if (view.verdict === "promoted") return `${view.to ?? "the new version"} has all requests`;
  return view.verdict === "rolled-back" ? `${view.from ?? "what served before"} has them back` : "";
}

/** The metrics that spoke against it, where the reason does not say so already. */
function decisive(view: ExecutionView, options: DeployViewOptions): string[] {
  const { verdict, reason = "" } = view;
  if (verdict === "promoted") return [];
  const look = deployStageOf(view)?.deploy.looks.at(-1);
  const against = byWeight(look?.metrics ?? []).filter((metric) =>
    (verdict === "inconclusive" ? metric.classification !== "Pass" : isBad(metric)) &&
    !reason.includes(metric.reason)
  );
  return against.slice(0, MOST_METRICS).map((metric) =>
    `${metricWords(metric, options)}: ${harmless(metric.reason)}`
  );
}

/** Stages that ended badly, with their reasons; what the verdict says is not repeated. */
function stageComplaints({ stages, reason = "" }: ExecutionView): string[] {
  return stages.flatMap(({ name, status, reason: why }) => {
    const isBad = status === "TERMINAL" || status === "STOPPED" || status === "FAILED_CONTINUE";
    return isBad && why !== undefined && !reason.includes(why)
      ? [`${harmless(name)}: ${harmless(why)}`]
      : [];
  });
}

/** Who has the requests now, of those that took part. */
function servesLine(view: ExecutionView): string {
  const groups = deployStageOf(view)?.deploy.groups ?? [];
  const serving = groups.filter(({ wantPercent }) => wantPercent > 0)
    .map(({ name, wantPercent }) => `${harmless(name)} ${percent(wantPercent)}`);
  return serving.length === 0 ? "" : `serves: ${serving.join(", ")}`;
}

/** Requests of users, and beside them those by which netops watched. */
function requestWords({ requests, stages }: ExecutionView): string[] {
  const probesSent = stages.reduce((sum, { deploy }) => sum + (deploy?.probesSent ?? 0), 0);
  const users = counted(usersRequests({ requests, probesSent }), "request");
  return probesSent === 0 ? [users] : [users, `${counted(probesSent, "probe")} of netops`];
}

function numbersLine(view: ExecutionView, { nowMs, plain }: DeployViewOptions): string {
  const detail = deployStageOf(view)?.deploy;
  const arrow = plain ? "->" : "→";
  const { from, to } = endsOf(view);
  const parts = [
    from === undefined && to === undefined
      ? ""
      : harmless(`${from ?? "nothing"} ${arrow} ${to ?? "nothing"}`),
    harmless(howWords(view)),
    `took ${formatAge(elapsedMs(view, nowMs))}`,
    ...(detail === undefined ? [] : [...requestWords(view), `${count(view.dropped)} dropped`]),
    view.id,
  ];
  return parts.filter((part) => part !== "").join(", ");
}
