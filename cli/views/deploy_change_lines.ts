import type { DeployDetail, ExecutionView, StageView } from "@netops/core/contracts";
import { beganAtMs, goingOn, isOver } from "../deploy/execution_facts.ts";
import { formatAge } from "../print/age.ts";
import { harmless } from "../print/text_width.ts";
import { pauseWords, waitWords } from "./deploy_head_lines.ts";
import {
  byWeight,
  counted,
  type DeployViewOptions,
  executionMark,
  lengthenedWords,
  lookMark,
  metricWords,
  percent,
  scoreWords,
} from "./deploy_words.ts";

/** Stages that do nothing but wait: for what is worth a line. */
const WAITING: ReadonlySet<string> = new Set(["approve", "wait", "until"]);

/** What happened between two looks at an execution, a line each, for those who cannot be redrawn. */
export function deployChangeLines(
  before: ExecutionView | undefined,
  after: ExecutionView,
  options: DeployViewOptions,
): readonly string[] {
  const known = new Map(before?.stages.map((stage) => [stage.name, stage]));
  const words = [
    ...standingWords(before, after),
    ...after.stages.flatMap((stage) => stageWords(known.get(stage.name), stage, options)),
  ];
  return words.map((text) => stamped(text, after, options));
}

/** What is waited for, for whoever has seen no line for a while; undefined when it is over. */
export function deployWaitLine(
  view: ExecutionView,
  options: DeployViewOptions,
): string | undefined {
  if (isOver(view)) return undefined;
  const waits = goingOn(view).map((stage) => waitWords(stage, options)).filter(Boolean);
  const what = pauseWords(view) || waits.join("; ") || harmless(view.reason ?? "") || view.status;
  return stamped(`still going on: ${what}`, view, options);
}

function stamped(text: string, view: ExecutionView, { paint, nowMs }: DeployViewOptions): string {
  const elapsed = formatAge(Math.max(0, nowMs - beganAtMs(view)));
  return `${paint("dim", `[${elapsed.padStart(6)}]`)} ${text}`;
}

function standingWords(before: ExecutionView | undefined, after: ExecutionView): string[] {
  const words: string[] = [];
  if (before === undefined && after.status === "NOT_STARTED") {
    words.push(`waits to begin: ${harmless(after.reason ?? "others go first")}`);
  }
  if (isOver(after)) return words;
  if (after.isPauseAsked && !before?.isPauseAsked) words.push(pauseWords(after) ?? "paused");
  if (!after.isPauseAsked && before?.isPauseAsked) words.push("goes on");
  if (after.isCancelAsked && !before?.isCancelAsked) {
    words.push("aborted: what was done is taken back");
  }
  return words;
}

function stageWords(
  before: StageView | undefined,
  after: StageView,
  options: DeployViewOptions,
): string[] {
  const name = harmless(after.name);
  const words: string[] = [];
  const hasBegun = after.status !== "NOT_STARTED" && after.status !== "SKIPPED";
  if (hasBegun && (before === undefined || before.status === "NOT_STARTED")) {
    words.push(`${name}: started`);
  }
  if (WAITING.has(after.type) && !isOver(after) && after.reason !== before?.reason) {
    words.push(`${name}: ${harmless(after.reason ?? "waits")}`);
  }
  if (after.deploy !== undefined) {
    words.push(...detailWords(before?.deploy, { ...after, deploy: after.deploy }, options));
  }
  if (isOver(after) && after.status !== before?.status) {
    words.push(endWords(before, after, options));
  }
  return words;
}

/** How a stage ended, and why as far as that was not said before. */
function endWords(before: StageView | undefined, after: StageView, options: DeployViewOptions) {
  const { name, status, reason = "", outputs, type } = after;
  const made = type === "bake" ? String(outputs["version"] ?? "") : "";
  const known = before?.deploy?.isRollingBack ? before.reason ?? "" : "";
  const why = reason.startsWith(known) ? reason.slice(known.length).replace(/^; /, "") : reason;
  const more = harmless(status === "SUCCEEDED" ? made : why);
  const mark = executionMark(status, options);
  return `${harmless(name)}: ${mark}${more === "" ? "" : ` ${more}`}`;
}

function detailWords(
  before: DeployDetail | undefined,
  { name, reason, deploy }: StageView & { readonly deploy: DeployDetail },
  options: DeployViewOptions,
): string[] {
  const old = new Map(before?.groups.map((group) => [group.name, group]));
  const words: string[] = [];
  for (const group of deploy.groups) {
    const known = old.get(group.name);
    const hadNone = known === undefined || known.desired === 0;
    const isUp = group.desired > 0 && group.up >= group.desired;
    if (hadNone && !isUp && group.desired > 0 && group.role !== "old") {
      words.push(`${group.name} starts, ${counted(group.desired, "instance")}`);
    }
    const wasUp = !hadNone && known.up >= known.desired;
    if (group.role !== "old" && isUp && !wasUp) {
      words.push(`${group.name} is up, ${group.up} of ${group.desired}`);
    }
  }
  for (const look of deploy.looks.slice(before?.looks.length ?? 0)) {
    const [first] = byWeight(look.metrics);
    const said = [scoreWords(look), first === undefined ? "" : metricWords(first, options)];
    const parts = [lookMark(look, options), ...said, lengthenedWords(look)].filter((part) =>
      part !== ""
    );
    words.push(`look ${look.look} ${parts.join(", ")}`);
  }
  if (deploy.isRollingBack && !before?.isRollingBack) {
    words.push(options.paint("yellow", `rolling back: ${reason ?? "nobody said why"}`));
  }
  if (sharesOf(deploy) !== sharesOf(before) && deploy.groups.length > 0) {
    words.push(`requests go to ${sharesOf(deploy)}`);
  }
  if (deploy.dropped > (before?.dropped ?? 0)) {
    words.push(options.paint("red", `${counted(deploy.dropped, "request")} dropped so far`));
  }
  return words.map((text) => `${harmless(name)}: ${text}`);
}

/** Who is to get which share; who gets nothing is not named. */
function sharesOf(detail: DeployDetail | undefined): string {
  return (detail?.groups ?? []).filter(({ wantPercent }) => wantPercent > 0)
    .map(({ name, wantPercent }) => `${harmless(name)} ${percent(wantPercent)}`).join(", ");
}
