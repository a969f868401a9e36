import type { DeployDetail, ExecutionView, StageView } from "@netops/core/contracts";
import { formatAge } from "../format.ts";
import { plainText } from "../plain_text.ts";

const OVER: ReadonlySet<string> = new Set([
  ...["SUCCEEDED", "SKIPPED", "FAILED_CONTINUE", "TERMINAL", "CANCELED", "STOPPED"],
]);

/** A stage that deploys, with how far it is. */
export type DeployStage = StageView & { readonly deploy: DeployDetail };

/** Whether nothing more will happen to it. */
export function isOver({ status }: Pick<ExecutionView | StageView, "status">): boolean {
  return OVER.has(status);
}

/** The stage whose traffic is worth a look: the one that goes on, or the last that deployed. */
export function deployStageOf({ stages }: Pick<ExecutionView, "stages">): DeployStage | undefined {
  const deploying = stages.filter((stage): stage is DeployStage => stage.deploy !== undefined);
  return deploying.find((stage) => !isOver(stage)) ?? deploying.at(-1);
}

/** Stages that go on. */
export function goingOn({ stages }: ExecutionView): readonly StageView[] {
  return stages.filter(({ status }) => status === "RUNNING" || status === "PAUSED");
}

/** How an execution brings a version to users, in a word; the name of its pipeline when it brings none. */
export function howWords(view: ExecutionView): string {
  const stage = deployStageOf(view);
  if (stage === undefined) return view.pipeline;
  if (stage.type !== "deploy") return stage.type;
  return stage.deploy.strategy === "redblack" ? "red/black" : stage.deploy.strategy;
}

/** The server groups that it goes from and to, as far as they are known. */
export function endsOf(view: ExecutionView): { readonly from?: string; readonly to?: string } {
  const groups = deployStageOf(view)?.deploy.groups ?? [];
  const from = view.from ?? groups.find(({ role }) => role === "old")?.name;
  const to = view.to ?? groups.find(({ role }) => role === "fresh")?.name;
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

/** What is going on with an execution, as one word or two. */
export function standingOf(view: ExecutionView): string {
  if (isOver(view)) return outcomeOf(view);
  if (deployStageOf(view)?.deploy.isRollingBack) return "ROLLING BACK";
  if (view.isCancelAsked) return "ABORTING";
  return view.isPauseAsked ? "PAUSED" : view.status;
}

/** The verdict, or how it ended where there is none. */
function outcomeOf(view: ExecutionView): string {
  if (view.isCancelAsked && view.status === "CANCELED") return "aborted";
  const isDeploy = deployStageOf(view) !== undefined;
  if (view.verdict !== undefined && (isDeploy || view.verdict !== "promoted")) return view.verdict;
  return view.status === "SUCCEEDED" ? "done" : "failed";
}

/** What each stage that goes on waits for: `deploy, at most 48 s: waits for its requests to end`. */
export function waitsOf(view: ExecutionView, nowMs: number): readonly string[] {
  if (isOver(view)) return [];
  const waits = goingOn(view).flatMap((stage) => waitWords(stage, nowMs));
  if (waits.length > 0) return waits;
  return view.reason === undefined ? [] : [plainText(view.reason)];
}

function waitWords({ name, reason, deploy }: StageView, nowMs: number): readonly string[] {
  const what = reason ?? deploy?.step;
  if (what === undefined) return [];
  const leftMs = (deploy?.untilMs ?? 0) - nowMs;
  const limit = leftMs > 0 ? `, at most ${formatAge(leftMs)}` : "";
  return [`${plainText(name)}${limit}: ${plainText(what)}`];
}
