import { toNetopsError } from "@netops/core";
import type { LookView, StageSpecOf } from "@netops/core/contracts";
import { type BakeStand, lookAtBake, nextBakeMs } from "../deploy/bake.ts";
import type { JudgeProgress } from "../deploy/judge_progress.ts";
import { lookConfig } from "../deploy/look_config.ts";
import { evenLookTimes } from "../deploy/look_times.ts";
import { addLook } from "../deploy/short_look.ts";
import { failed, going, type GoingOptions, succeeded } from "../outcomes.ts";
import { resolvedText } from "../resolved_value.ts";
import type { StageHandler, StageScope, StageStep } from "../stage_handler.ts";

/** How far a comparison is. */
export interface CanaryState {
  readonly progress?: JudgeProgress;
  readonly taken: number;
  readonly looks: readonly LookView[];
}

/** Compares two groups that run and have requests, and moves nothing. */
export const canaryStage: StageHandler<"canary", CanaryState> = {
  type: "canary",
  begin: () => ({ taken: 0, looks: [] }),
  advance,
  cancel: (state) => Promise.resolve({ state, status: "CANCELED" }),
};

async function advance(
  state: CanaryState,
  scope: StageScope<"canary">,
): Promise<StageStep<CanaryState>> {
  const { spec, platform, wishes, nowMs } = scope;
  if (state.progress === undefined) {
    const refusal = await refuse(spec);
    if (refusal !== undefined) return inconclusive(state, refusal);
  }
  if (wishes.promote !== undefined) return byHand(state, scope);
  const names = [
    resolvedText(spec.baseline, "the baseline"),
    resolvedText(spec.canary, "the canary"),
  ];
  const [baseline, canary] = await Promise.all(names.map((name) => platform.group(name)));
  if (baseline === undefined || canary === undefined) {
    const gone = baseline === undefined ? names[0] : names[1];
    return inconclusive(state, `${gone} is not there: nothing can be compared`);
  }
  const stand = await lookAtBake({
    ...{ scope, judging: spec.judging, bakeMs: spec.bakeMs, sides: { baseline, canary } },
    timesMs: evenLookTimes(spec.bakeMs, spec.looks),
    ...{ taken: state.taken, looks: spec.looks + 1 + spec.judging.extensions },
    progress: state.progress,
  });
  const next = follow(state, stand);
  const news = newsOf(stand);
  if (stand.verdict === undefined) {
    const wakeAtMs = nextBakeMs(stand.progress, { nowMs, judging: spec.judging });
    return going(next, { ...news, reason: stand.reason, wakeAtMs });
  }
  const score = stand.view?.score ?? null;
  const outputs = {
    judgement: judgementOf(stand),
    ...(score === null ? {} : { score }),
  };
  return stand.verdict === "pass"
    ? succeeded(next, outputs, { ...news, reason: stand.reason })
    : failed(next, stand.reason, { ...news, outputs });
}

/** Why nothing can be judged at all; undefined when something can. */
async function refuse({ judging }: StageSpecOf<"canary">): Promise<string | undefined> {
  try {
    await lookConfig(judging);
    return undefined;
  } catch (thrown) {
    const { code, message, fix } = toNetopsError(thrown);
    if (code !== "CONFIG_INVALID") throw thrown;
    return fix === undefined ? message : `${message}; ${fix}`;
  }
}

function follow(state: CanaryState, { progress, view, isCounted }: BakeStand): CanaryState {
  return {
    progress,
    taken: state.taken + (isCounted === true ? 1 : 0),
    looks: view === undefined ? state.looks : addLook(state.looks, view),
  };
}

function newsOf({ view, stored }: BakeStand): GoingOptions<CanaryState> {
  if (view === undefined) return {};
  const { look, verdict, score, rule, fromMs, toMs } = view;
  const data = { look, verdict, score, rule, fromMs, toMs };
  return { events: [{ kind: "look", data }], ...(stored === undefined ? {} : { look: stored }) };
}

/** The judge's own word; a bake that shows too little in the end is no pass, whatever it looked like. */
function judgementOf({ verdict, view }: BakeStand): string {
  return view?.verdict === "marginal" ? "marginal" : verdict ?? "inconclusive";
}

function byHand(
  state: CanaryState,
  { nowMs }: StageScope<"canary">,
): StageStep<CanaryState> {
  const view: LookView = {
    ...{ look: state.taken + 1, fromMs: state.progress?.fromMs ?? nowMs, toMs: nowMs },
    ...{ verdict: "pass", score: null, rule: "promoted by hand", isSkipped: true, metrics: [] },
  };
  const next = { ...state, looks: addLook(state.looks, view) };
  const reason = "promoted by hand";
  return succeeded(next, { judgement: "pass" }, { reason, took: ["promote"] });
}

function inconclusive(state: CanaryState, reason: string): StageStep<CanaryState> {
  return failed(state, reason, { outputs: { judgement: "inconclusive" } });
}
