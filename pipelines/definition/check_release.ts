import type { PipelineSpecInput, StrategyName } from "@netops/core/contracts";
import type { CanaryConfig } from "../judge/canary_config.ts";
import { checkCanaryConfig } from "../judge/check_canary_config.ts";
import { judgeSettings } from "../judge/judge_settings.ts";
import { canaryConfigSchema } from "../judge/schema.ts";
import { longestBakeMs } from "../stages/deploy/look_times.ts";
import { upstreamOf } from "./check_graph.ts";
import { checkedStages, type PipelineFinding, type StageInput } from "./pipeline_finding.ts";

type DeployInput = Extract<StageInput, { readonly type: "deploy" }>;
type CanaryInput = Extract<StageInput, { readonly type: "canary" }>;

/** What the contract has where a stage says nothing. */
const DEFAULT_BAKE_MS = 60_000;
const DEFAULT_STEP_MS = 1_000;

/**
 * Finds releases that would not be what they seem: of what serves already, of too few points, with shares out of order
 * or words without effect.
 */
export function checkReleases(spec: PipelineSpecInput): readonly PipelineFinding[] {
  return checkedStages(spec).flatMap(({ stage, path }) => {
    if (stage.type !== "deploy" && stage.type !== "canary") return [];
    const own = stage.type === "deploy"
      ? [...deployFindings(stage), ...forgottenFindings(stage, spec)]
      : [];
    return [...own, ...configFindings(stage), ...sampleFindings(stage)]
      .map((finding) => ({ ...finding, path: [...path, ...finding.path] }));
  });
}

function deployFindings(stage: DeployInput): PipelineFinding[] {
  const shares = stage.sharesPercent ?? [];
  const at = shares.findIndex((share, index) => index > 0 && share <= (shares[index - 1] ?? 0));
  return [
    ...(at < 0 ? [] : [{
      path: ["sharesPercent", at],
      message: `Shares must grow, and ${shares[at]} comes after ${shares[at - 1]}`,
      fix: `write [${[...new Set(shares)].sort((one, other) => one - other).join(", ")}]`,
    }]),
    ...idleFindings(stage),
  ];
}

/** Who bakes before a deploy means to ship that; left out, what serves now is started anew. */
function forgottenFindings(stage: DeployInput, spec: PipelineSpecInput): PipelineFinding[] {
  if (stage.artifact !== undefined) return [];
  const before = upstreamOf(spec).get(stage.name);
  const bake = spec.stages.findLast(({ type, name }) => type === "bake" && before?.has(name));
  if (bake === undefined) return [];
  const message = `Stage ${stage.name} starts what serves now again, not what ${bake.name} baked`;
  const fix = `artifact: { output: ${bake.name}.artifact }`;
  return [{ path: [], message, fix, severity: "warning" }];
}

const JUDGED: readonly StrategyName[] = ["canary", "monitored"];

/** Of keys that do nothing with some strategies: with which they do something. */
const MEANINGFUL: Readonly<Partial<Record<keyof DeployInput, readonly StrategyName[]>>> = {
  ...{ sharesPercent: ["rolling", ...JUDGED], bakeMs: JUDGED, judging: JUDGED },
  ...{ watchMs: ["redblack", "rolling", "highlander", ...JUDGED] },
  ...{ drainMs: ["redblack", "rolling", "highlander", ...JUDGED] },
  stopsOld: ["redblack", "rolling", ...JUDGED],
};

/** Who writes one of these means something by it. */
function idleFindings(stage: DeployInput): PipelineFinding[] {
  return Object.entries(MEANINGFUL).flatMap(([key, strategies]): PipelineFinding[] => {
    const isIdle = stage[key as keyof DeployInput] !== undefined &&
      !strategies.includes(stage.strategy);
    return isIdle
      ? [{
        path: [key],
        message: `This does nothing with strategy ${stage.strategy}`,
        ...{ fix: `leave it out, or use ${strategies.join(" or ")}`, severity: "warning" as const },
      }]
      : [];
  });
}

function configFindings({ judging }: DeployInput | CanaryInput): PipelineFinding[] {
  if (judging?.config === undefined) return [];
  const base = ["judging", "config"];
  const parsed = canaryConfigSchema.safeParse(judging.config);
  if (!parsed.success) {
    return parsed.error.issues.map(({ path, message }) => {
      const inner = path.map((step) => typeof step === "number" ? step : String(step));
      const name = String(inner.findLast((step) => typeof step === "string") ?? "It");
      return { path: [...base, ...inner], message: `${name} must be ${message}` };
    });
  }
  const isKayenta = judging.mode === "kayenta";
  return checkCanaryConfig(parsed.data).map(({ path, mayStand, ...finding }) => ({
    ...{ ...finding, path: [...base, ...path] },
    ...(mayStand === true || isKayenta ? { severity: "warning" as const } : {}),
  }));
}

/** A look that can never have enough points ends every release as inconclusive, or makes it take longer. */
function sampleFindings(stage: DeployInput | CanaryInput): PipelineFinding[] {
  const { judging = {}, bakeMs = DEFAULT_BAKE_MS } = stage;
  const { stepMs = DEFAULT_STEP_MS, extensions = 0, mode, config } = judging;
  const isJudged = stage.type === "canary" || JUDGED.includes(stage.strategy);
  if (!isJudged || mode === "kayenta") return [];
  const { minSamples } = judgeSettings(
    (config as CanaryConfig | undefined)?.judge?.judgeConfigurations,
  );
  const points = Math.floor(bakeMs / stepMs);
  if (points >= minSamples) return [];
  const needMs = minSamples * stepMs;
  const isHopeless = needMs > Math.max(bakeMs * (1 + extensions), longestBakeMs(bakeMs));
  const counts = `${points} points, ${minSamples} needed`;
  const message = isHopeless
    ? `It will always be inconclusive: ${counts}`
    : `Every look will take longer than this: ${counts}`;
  const fix = `bake for ${needMs / 1_000}s or longer, or make step shorter`;
  return [{ path: ["bakeMs"], message, fix, severity: "warning" }];
}
