import { type Experiment, planExperiment } from "../experiment/mod.ts";
import { knownText } from "./known_text.ts";
import { type Members, membersOf } from "./members.ts";
import type { PlannedMark, StoryPlan } from "./run_story.ts";

/** In the order in which they come. */
const PHASES = ["before", "method", "after", "rollbacks"] as const;

/** What an experiment says will happen; times count from the start of the method. */
export function storyPlan(experiment: Experiment, variables: readonly string[]): StoryPlan {
  const { steps } = planExperiment(experiment, { seed: "" });
  const { method, hasHypothesis } = shapeOf(experiment);
  const known = (text: string) => knownText(text, experiment.value, variables);
  const methodMs = lastMs(method);
  const checks = steps.some(({ phase }) => phase === "hypothesis") || hasHypothesis
    ? [checkMark("before", 0), checkMark("after", methodMs)]
    : [];
  const marks = steps.filter(({ phase }) => phase !== "hypothesis").map((step): PlannedMark => {
    const { fault, offsetMs, name } = step;
    const isMethod = step.phase === "method";
    return {
      ...{ phase: isMethod ? "method" as const : "rollbacks" as const, name: known(name) },
      offsetMs: (isMethod ? 0 : methodMs) + offsetMs + heldMs(method, isMethod ? step.index : 0),
      durationMs: fault?.durationMs ?? 0,
      ...(fault === undefined ? {} : { fault: { kind: fault.kind, target: known(fault.target) } }),
    };
  });
  return {
    marks: [...checks, ...marks].sort((one, other) =>
      PHASES.indexOf(one.phase) - PHASES.indexOf(other.phase) || one.offsetMs - other.offsetMs
    ),
    methodMs,
  };
}

function checkMark(phase: "before" | "after", offsetMs: number): PlannedMark {
  return { phase, name: "the steady state holds", offsetMs, durationMs: 0 };
}

function shapeOf({ value }: Experiment) {
  const top = membersOf(value);
  const { method } = top;
  return {
    method: (Array.isArray(method) ? method : []).map(membersOf),
    hasHypothesis: top["steady-state-hypothesis"] !== undefined,
  };
}

/** How long faults that are held by activities before `index` keep the method waiting. */
function heldMs(method: readonly Members[], index: number): number {
  return method.slice(0, index).reduce((sum, activity) => sum + holdOf(activity), 0);
}

function lastMs(method: readonly Members[]): number {
  const pauses = method.map((activity) => {
    const { before, after } = membersOf(activity["pauses"]);
    return (secondsOf(before) + secondsOf(after)) * 1000;
  });
  return pauses.reduce((sum, pauseMs) => sum + pauseMs, 0) + heldMs(method, method.length);
}

function holdOf(activity: Members): number {
  const { hold, duration } = membersOf(activity["provider"]);
  if (hold !== true || activity["background"] === true) return 0;
  const [, amount = "", unit = ""] = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(String(duration ?? "10s")) ??
    [];
  return Number(amount) * ({ ms: 1, s: 1_000, m: 60_000 }[unit] ?? 0);
}

function secondsOf(value: unknown): number {
  // A float without a fraction is kept in a wrapper.
  const seconds = Number(membersOf(value)["value"] ?? value);
  return seconds > 0 ? seconds : 0;
}
