import type {
  BakeSource,
  PipelineSpecInput,
  ServerGroupView,
  StrategyName,
} from "@netops/core/contracts";
import { strategyWords } from "../deploy/execution_facts.ts";
import { sourceWords } from "../deploy/read_source.ts";
import type { Paint } from "../print/color.ts";
import { harmless } from "../print/text_width.ts";
import { count, counted, percent, wrapWords } from "./deploy_words.ts";

type StageInput = PipelineSpecInput["stages"][number];
type DeployInput = Extract<StageInput, { readonly type: "deploy" }>;

/** What there is now, as far as it matters. */
export type GroupNow = Pick<ServerGroupView, "name" | "desired" | "up" | "shareRatio">;

/** What would happen, for somebody who is about to say yes: from what, to what, how, and what then. */
export function deployIntentLines(
  pipeline: PipelineSpecInput,
  groups: readonly GroupNow[],
  { paint, columns }: { readonly paint: Paint; readonly columns: number },
): readonly string[] {
  const lines = [["now", nowWords(groups)], ...pipeline.stages.flatMap(stageIntent)] as const;
  return [
    paint("bold", `${verbOf(pipeline)} ${harmless(pipeline.app)}`),
    ...lines.flatMap(([title = "", text = ""]) =>
      wrapWords(`  ${paint("dim", title.padEnd(6))}`, text, { columns })
    ),
  ];
}

function verbOf({ name, stages }: PipelineSpecInput): string {
  if (stages.every(({ type }) => type === "rollback")) return "take back";
  return name === "deploy" ? "ship" : `run ${harmless(name)} for`;
}

/** `hello-v000 has all requests, 2 of 2 instances are up`. */
function nowWords(groups: readonly GroupNow[]): string {
  const serving = groups.filter(({ shareRatio }) => shareRatio > 0);
  if (serving.length === 0) return "nothing serves";
  return serving.map(({ name, up, desired, shareRatio }) => {
    const share = shareRatio === 1 ? "all requests" : percent(100 * shareRatio);
    return `${harmless(name)} has ${share}, ${up} of ${counted(desired, "instance")} up`;
  }).join("; ");
}

/** What a stage would do, in words with a title each; a stage that is not about releasing says only its type. */
function stageIntent(stage: StageInput): readonly (readonly [string, string])[] {
  switch (stage.type) {
    case "bake":
      return [["from", harmless(sourceWords(stage.from as BakeSource))]];
    case "deploy":
      return [["how", howWords(stage)], ["then", thenWords(stage)]];
    case "rollback": {
      const to = stage.to === undefined ? "what served before" : harmless(String(stage.to));
      return [["how", `all requests go to ${to}, started first if need be`]];
    }
    default:
      return [["also", `${harmless(stage.name)} (${stage.type})`]];
  }
}

function howWords(
  { strategy, sharesPercent = [5, 25, 50], bakeMs = 60_000, replicas }: DeployInput,
) {
  const steps = sharesPercent.map(percent).join(", ");
  const bake = wholeTime(bakeMs);
  const longer = "longer where that shows too little";
  const how: Readonly<Record<StrategyName, string>> = {
    none: "a group beside what serves; it gets requests only where nothing serves",
    redblack: "all requests at once, when the new group is healthy",
    highlander: "all requests at once, when the new group is healthy; the old one is ended",
    rolling: `${steps} of the requests, then all`,
    canary:
      `${steps} of the requests, each judged for ${bake}, ${longer}, against a fresh baseline; then all`,
    monitored: `${steps} of the requests, then all; each judged for ${bake}, ${longer}`,
  };
  const size = replicas === undefined ? "" : `, ${counted(replicas, "instance")}`;
  return `${strategyWords(strategy)}: ${how[strategy]}${size}`;
}

/** As it is typed after an option: `2m`, `95s`. */
function wholeTime(timeMs: number): string {
  return timeMs > 0 && timeMs % 60_000 === 0
    ? `${timeMs / 60_000}m`
    : `${Math.ceil(timeMs / 1_000)}s`;
}

function thenWords({ strategy, watchMs = 10_000, mostDropped = 0, stopsOld }: DeployInput): string {
  if (strategy === "none") return "nothing else changes";
  const keeps = stopsOld || strategy === "highlander"
    ? "the old group is ended"
    : "the old group is kept for an instant way back";
  const most = mostDropped === 0
    ? "any request is"
    : `more than ${count(mostDropped)} requests are`;
  return `watched for ${wholeTime(watchMs)}; goes back by itself when ${most} dropped; ${keeps}`;
}
