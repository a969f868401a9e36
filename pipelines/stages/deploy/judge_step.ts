import type { LookView } from "@netops/core/contracts";
import { wholeSeconds } from "../../judge/whole_seconds.ts";
import type { DeployStep } from "../../strategies/step.ts";
import { bakeOverMs, type BakeStand, lookAtBake, nextBakeMs } from "./bake.ts";
import type { Role } from "./deploy_state.ts";
import { sinceMove } from "./ledger_book.ts";
import { lookTimes } from "./look_times.ts";
import { forwardSteps } from "./plan_step.ts";
import { addLook } from "./short_look.ts";
import {
  livingGroup,
  nameOf,
  stepDone,
  type StepNews,
  type StepOutcome,
  type StepWork,
  takenBack,
  waiting,
} from "./step_work.ts";

type JudgeStep = Extract<DeployStep, { kind: "judge" }>;

/** Compares both groups, and lets the release on only when it is not worse. */
export async function judgeStep(work: StepWork, step: JudgeStep): Promise<StepOutcome> {
  const { scope, settings: { judging, bakeMs }, state } = work;
  if (state.isFull === true || scope.wishes.promote !== undefined) return byHand(work, step);
  const baseline = livingGroup(work, step.baseline as Role);
  const canary = livingGroup(work, step.canary as Role);
  if (baseline === undefined || canary === undefined) {
    const role = baseline === undefined ? step.baseline : step.canary;
    const reason = `${nameOf(work, role)} is gone: somebody else ended it`;
    return { next: "back", verdict: "inconclusive", reason };
  }
  const stand = await lookAtBake({
    ...{ scope, judging, bakeMs, sides: { baseline, canary } },
    timesMs: lookTimes(bakeMs, judging.stepMs),
    ...{ taken: state.lookCount, looks: looksOf(work), progress: state.progress?.judge },
    ...whichOf(work, step),
  });
  const news = newsOf(work, stand);
  if (stand.verdict === "pass") return stepDone(news);
  if (stand.verdict === "fail") return takenBack(stand.reason, news);
  if (stand.verdict === "inconclusive") return inconclusive(work, stand, news);
  return waiting(stand.reason, {
    ...news,
    progress: { judge: stand.progress, untilMs: bakeOverMs(stand.progress, judging) },
    wakeAtMs: nextBakeMs(stand.progress, { nowMs: scope.nowMs, judging }),
  });
}

/** All looks that a release may get, one of each bake at a longer one: they share the false fails allowed. */
function looksOf({ plan, settings }: StepWork): number {
  const { judging: { stepMs, extensions }, bakeMs } = settings;
  return bakesOf({ plan, settings }) * (lookTimes(bakeMs, stepMs).length + 1 + extensions);
}

function bakesOf({ plan, settings }: Pick<StepWork, "plan" | "settings">): number {
  return forwardSteps(plan, settings).filter(({ kind }) => kind === "judge").length;
}

/** As the plan numbers them. */
function whichOf(work: StepWork, { look }: JudgeStep): { readonly which?: string } {
  const bakes = bakesOf(work);
  return bakes === 1 ? {} : { which: `share ${look} of ${bakes}` };
}

function newsOf({ state }: StepWork, { view, stored, isCounted }: BakeStand): StepNews {
  if (view === undefined) return {};
  return {
    change: {
      looks: addLook(state.looks, view),
      lookCount: state.lookCount + (isCounted === true ? 1 : 0),
    },
    events: [{ kind: "look", data: lookEvent(view) }],
    ...(stored === undefined ? {} : { look: stored }),
  };
}

function lookEvent({ look, verdict, score, rule, fromMs, toMs }: LookView) {
  return { look, verdict, score, rule, fromMs, toMs };
}

function byHand({ scope: { nowMs, wishes }, state }: StepWork, step: JudgeStep): StepOutcome {
  const fromMs = state.progress?.judge?.fromMs ?? nowMs;
  const view: LookView = {
    ...{ look: state.lookCount + 1, fromMs, toMs: nowMs, verdict: "pass", score: null },
    ...{ rule: "promoted by hand", isSkipped: true, metrics: [] },
  };
  const isFull = state.isFull === true || wishes.promote === "full";
  return stepDone({
    change: {
      looks: addLook(state.looks, view),
      lookCount: view.look,
      ...(isFull ? { isFull } : {}),
    },
    events: [{ kind: "look", data: { ...lookEvent(view), share: step.look } }],
    ...(wishes.promote === undefined ? {} : { took: "promote" }),
  });
}

function inconclusive(work: StepWork, stand: BakeStand, news: StepNews): StepOutcome {
  const { scope, state, settings: { bakeMs } } = work;
  const fresh = state.names.fresh ?? "";
  const { answered, dropped } = state.ledger === undefined
    ? { answered: 1, dropped: 0 }
    : sinceMove(state.ledger, fresh);
  const needMs = stand.view?.needMs;
  const verdict = "inconclusive";
  if (answered + dropped === 0) {
    // A bake that is too short for its judge was lengthened.
    const bakedMs = stand.view === undefined ? bakeMs : stand.view.toMs - stand.view.fromMs;
    const none = `${fresh} got no request of a user in ${wholeSeconds(bakedMs)}`;
    const load = `netops load init ${scope.app}, then netops load run load/${scope.app}.ts`;
    const reason = `${none}: bake longer (--bake), or send it some: ${load}`;
    return { ...news, next: "back", verdict, reason };
  }
  const advice = needMs === undefined || needMs <= bakeMs
    ? ""
    : `; try --bake ${wholeSeconds(needMs)}`;
  return { ...news, next: "back", verdict, reason: `${stand.reason}${advice}` };
}
