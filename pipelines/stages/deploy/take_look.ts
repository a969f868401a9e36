import { toNetopsError } from "@netops/core";
import type { Judging, LookView, StoredLook } from "@netops/core/contracts";
import type { MetricSource } from "../../ports/metric_source.ts";
import { checkData, type Sides } from "./check_counts.ts";
import type { JudgeProgress } from "./judge_progress.ts";
import { type LookConfig, lookConfig } from "./look_config.ts";
import type { DeployScope } from "./step_work.ts";

/** Which look at whom. */
export interface LookRequest {
  readonly scope: DeployScope;
  readonly judging: Judging;
  readonly bakeMs: number;
  readonly sides: Sides;
  readonly progress: JudgeProgress;
  readonly toMs: number;
  /** Of all looks at this release, which share the false fails allowed. */
  readonly look: number;
  readonly looks: number;
}

/** A look, and what it was judged by; without that when nothing could be had. */
export interface TakenLook {
  readonly view: LookView;
  readonly stored?: StoredLook;
}

/** Looks at both groups since the bake began; a source that does not answer makes it inconclusive. */
export async function takeLook(request: LookRequest): Promise<TakenLook> {
  const { judging, scope, progress, toMs, look } = request;
  const config = await lookConfig(judging);
  const place = { look, fromMs: progress.fromMs, toMs };
  try {
    const read = await scope.metrics.read(config.measured, windowOf(request));
    return await judged(request, config, read);
  } catch (thrown) {
    const { code, message } = toNetopsError(thrown);
    if (!AWAY.has(code)) throw thrown;
    const view = { ...place, verdict: "inconclusive", score: null, metrics: [] } as const;
    return { view: { ...view, rule: `no-metrics: ${message}` } };
  }
}

const AWAY: ReadonlySet<string> = new Set(["UNREACHABLE", "TIMED_OUT"]);

async function judged(
  { scope, judging, bakeMs, progress, toMs, look, looks }: LookRequest,
  { judged: config }: LookConfig,
  read: Awaited<ReturnType<MetricSource["read"]>>,
): Promise<TakenLook> {
  const { lookView, storedLook } = await import("../../judge/judge_look.ts");
  const { judgeMeasured } = await import("../../metrics/judge_measured.ts");
  const { judgeSettings } = await import("../../judge/judge_settings.ts");
  const { stepMs, mode } = judging;
  const own = config.judge?.judgeConfigurations;
  const { judgement, input, problems } = judgeMeasured({
    ...{ config, mode, seed: `${scope.executionId}/${look}` },
    data: { ...read.data, ...checkData(judging, progress, { bakeMs, toMs }) },
    over: judgeSettings(own, { look, looks, stepMs }),
    ...(read.absent === undefined ? {} : { absent: read.absent }),
  });
  const told = { look, fromMs: progress.fromMs, toMs, problems: [...problems, ...read.problems] };
  const view = lookView(judgement, told);
  return {
    view,
    stored: storedLook({ execution: scope.executionId, app: scope.app }, input, view),
  };
}

function windowOf({ scope, judging, sides, progress, toMs }: LookRequest) {
  const { stepMs, prometheusUrl } = judging;
  return {
    ...{ app: scope.app, baseline: sides.baseline.name, canary: sides.canary.name },
    ...{ fromMs: progress.fromMs, toMs, stepMs },
    ...(prometheusUrl === undefined ? {} : { prometheusUrl }),
  };
}
