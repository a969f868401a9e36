import type {
  DeployDetail,
  ExecutionView,
  PipelineSpecInput,
  StageView,
} from "@netops/core/contracts";
import { isOver } from "./execution_facts.ts";

type StageInput = PipelineSpecInput["stages"][number];
type DeployInput = Extract<StageInput, { readonly type: "deploy" }>;

/** Those of the wire, for a pipeline that leaves them out. */
const DEFAULTS = { bakeMs: 60_000, watchMs: 10_000, sharesPercent: [5, 25, 50] } as const;

/**
 * How long the waits take that are still to come, one after the other, when all goes well; undefined when it
 * goes back, or when nothing is to be waited for. Starting and draining come on top: nobody knows them.
 */
export function timeLeftMs(
  view: ExecutionView,
  pipeline: PipelineSpecInput,
  nowMs: number,
): number | undefined {
  if (isOver(view) || view.isCancelAsked) return undefined;
  if (view.stages.some(({ deploy }) => deploy?.isRollingBack)) return undefined;
  const seen = new Map(view.stages.map((stage) => [stage.name, stage]));
  const leftMs = pipeline.stages.reduce(
    (sum, stage) => sum + stageLeftMs(stage, seen.get(stage.name), nowMs),
    0,
  );
  return leftMs > 0 ? leftMs : undefined;
}

function stageLeftMs(stage: StageInput, seen: StageView | undefined, nowMs: number): number {
  if (seen !== undefined && isOver(seen)) return 0;
  const pastMs = seen?.startedAtMs === undefined ? 0 : nowMs - seen.startedAtMs;
  if (stage.type === "wait") return Math.max(0, stage.durationMs - pastMs);
  if (stage.type === "canary") return Math.max(0, (stage.bakeMs ?? DEFAULTS.bakeMs) - pastMs);
  return stage.type === "deploy" ? deployLeftMs(stage, seen, nowMs) : 0;
}

function deployLeftMs(stage: DeployInput, seen: StageView | undefined, nowMs: number): number {
  const { bakeMs = DEFAULTS.bakeMs, watchMs = DEFAULTS.watchMs } = stage;
  const detail = seen?.deploy;
  const nowLeftMs = Math.max(0, (detail?.untilMs ?? nowMs) - nowMs);
  if (detail?.step === "watch") return nowLeftMs;
  const watch = stage.strategy === "none" ? 0 : watchMs;
  return (detail?.step === "judge" ? nowLeftMs : 0) + sharesToCome(stage, detail) * bakeMs + watch;
}

/** How many shares are still to be given and watched; a monitored release is watched with all requests, too. */
function sharesToCome(
  { strategy, sharesPercent = [...DEFAULTS.sharesPercent] }: DeployInput,
  detail: DeployDetail | undefined,
): number {
  if (strategy !== "canary" && strategy !== "monitored") return 0;
  const reached = detail?.groups.find(({ role }) => role === "fresh")?.wantPercent ?? 0;
  const shares = strategy === "monitored" ? [...sharesPercent, 100] : sharesPercent;
  return shares.filter((share) => share > reached).length;
}
