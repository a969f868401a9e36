import type {
  DeployDetail,
  ExecutionStatus,
  ExecutionView,
  LookView,
  StageView,
} from "@netops/core/contracts";

const OVER: ReadonlySet<ExecutionStatus> = new Set([
  ...["SUCCEEDED", "SKIPPED", "FAILED_CONTINUE", "TERMINAL", "CANCELED", "STOPPED"] as const,
]);

/** A stage that deploys, with how far it is. */
export type DeployStage = StageView & { readonly deploy: DeployDetail };

/** Whether nothing more will happen to it. */
export function isOver({ status }: Pick<ExecutionView | StageView, "status">): boolean {
  return OVER.has(status);
}

/** The stage whose traffic is worth a look: the one that goes on, or the last that deployed. */
export function deployStageOf({ stages }: ExecutionView): DeployStage | undefined {
  const deploying = stages.filter((stage): stage is DeployStage => stage.deploy !== undefined);
  return deploying.find((stage) => !isOver(stage)) ?? deploying.at(-1);
}

/** Stages that go on. */
export function goingOn({ stages }: ExecutionView): readonly StageView[] {
  return stages.filter(({ status }) => status === "RUNNING" || status === "PAUSED");
}

/** The newest comparison. */
export function newestLook({ looks }: DeployDetail): LookView | undefined {
  return looks.at(-1);
}

/** Requests of users so far: gateways count those by which netops watches a switch, too. */
export function usersRequests(
  { requests, probesSent }: Pick<DeployDetail, "requests" | "probesSent">,
): number {
  return Math.max(0, requests - probesSent);
}

/** When it began, or was asked for. */
export function beganAtMs({ startedAtMs, createdAtMs }: ExecutionView): number {
  return startedAtMs ?? createdAtMs;
}

/** How long it took, or takes so far. */
export function elapsedMs(view: ExecutionView, nowMs: number): number {
  return Math.max(0, (view.endedAtMs ?? nowMs) - beganAtMs(view));
}

/** How a strategy is called in a sentence. */
export function strategyWords(strategy: string): string {
  return strategy === "redblack" ? "red/black" : strategy;
}

/** How an execution brings a version to users, in a word; the name of its pipeline when it brings none. */
export function howWords(view: ExecutionView): string {
  const stage = deployStageOf(view);
  if (stage === undefined) return view.pipeline;
  return stage.type === "deploy" ? strategyWords(stage.deploy.strategy) : stage.type;
}

/** The server groups that it goes from and to, as far as they are known; the conductor says so at its end. */
export function endsOf(view: ExecutionView): { readonly from?: string; readonly to?: string } {
  const groups = deployStageOf(view)?.deploy.groups ?? [];
  const from = view.from ?? groups.find(({ role }) => role === "old")?.name;
  const to = view.to ?? groups.find(({ role }) => role === "fresh")?.name;
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}
