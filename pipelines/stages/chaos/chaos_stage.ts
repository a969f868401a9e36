import { experimentRunId } from "@netops/core";
import type { RunDocument } from "@netops/core/contracts";
import { canceled, failed, going, nextLookAtMs, succeeded } from "../outcomes.ts";
import { resolvedText } from "../resolved_value.ts";
import type { StageHandler, StageScope, StageStep } from "../stage_handler.ts";

/** How many runs held, and the one at work. */
export interface ChaosState {
  readonly held: number;
  readonly run?: string;
}

/**
 * Runs an experiment, once for each target and one after the other, and fails unless every one of them held.
 *
 * A deviation, a refusal, a run that came to no verdict and one that nobody knows of all fail the stage: only what was
 * shown counts. A cancel ends the run, which undoes its faults first.
 */
export const chaosStage: StageHandler<"chaos", ChaosState> = {
  type: "chaos",
  begin: () => ({ held: 0 }),
  advance: async (state, scope) => {
    const { services } = scope;
    if (state.run === undefined) {
      const { id } = await services.startExperiment(orderOf(state, scope));
      return going({ ...state, run: id }, { reason: `runs ${nameOf(state, scope)} as ${id}` });
    }
    const run = await services.experiment(state.run);
    if (run === undefined) return failed(state, `nobody knows the run ${state.run} any more`);
    return run.state === "running"
      ? going(state, {
        ...{ reason: `runs ${nameOf(state, scope)} as ${run.id}`, wakeAtMs: nextLookAtMs(scope) },
      })
      : judge(state, scope, run);
  },
  cancel: async (state, scope) => {
    const { services } = scope;
    const id = state.run ?? experimentRunId(keyOf(state, scope));
    const run = await services.experiment(id);
    if (run === undefined || run.state !== "running") return canceled(state);
    await services.stopExperiment(id);
    return going({ ...state, run: id }, { reason: `waits until ${id} has undone its faults` });
  },
};

function orderOf(state: ChaosState, scope: StageScope<"chaos">) {
  const { spec } = scope;
  const target = targetOf(state, scope);
  const given = Object.entries(spec.variables).map(([name, value]) => {
    return `${name}${typeOf(value)}=${resolvedText(value, `variable ${name}`)}`;
  });
  return {
    ...{ key: keyOf(state, scope), experiment: spec.experiment, deadlineMs: spec.deadlineMs },
    variables: target === undefined ? given : [...given, `target=${target}`],
  };
}

/** How the runner of experiments is told the type of a value; a text needs none. */
function typeOf(value: unknown): string {
  if (typeof value === "boolean") return ":bool";
  if (typeof value !== "number") return "";
  return Number.isInteger(value) ? ":int" : ":float";
}

function keyOf({ held }: ChaosState, { key }: StageScope<"chaos">): string {
  return `${key}/chaos-${held}`;
}

function targetOf({ held }: ChaosState, { spec }: StageScope<"chaos">): string | undefined {
  const target = spec.targets[held];
  return target === undefined ? undefined : resolvedText(target, `target ${held + 1}`);
}

function nameOf(state: ChaosState, scope: StageScope<"chaos">): string {
  const { experiment } = scope.spec;
  const target = targetOf(state, scope);
  const name = /^[a-z][a-z0-9-]*$/.test(experiment) ? experiment : "the experiment";
  return target === undefined ? name : `${name} on ${target}`;
}

function judge(
  state: ChaosState,
  scope: StageScope<"chaos">,
  run: RunDocument,
): StageStep<ChaosState> {
  const { id, verdict, undone } = run;
  const why = run.reason === undefined ? "" : `: ${run.reason}`;
  const what = nameOf(state, scope);
  if (run.state === "cut-off") {
    return failed(state, `${what} (${id}) was ended before it came to a verdict${why}`);
  }
  if (verdict !== "held") {
    return failed(state, `${what} (${id}) ${verdict ?? "has no verdict"}${why}`);
  }
  if (undone !== true) {
    return failed(state, `${what} (${id}) held, and left something behind; netops chaos doctor`);
  }
  const held = state.held + 1;
  if (held >= Math.max(1, scope.spec.targets.length)) {
    return succeeded({ held, run: id }, { verdict: "held", runs: held });
  }
  return going({ held }, { reason: `${what} held`, wakeAtMs: scope.nowMs });
}
