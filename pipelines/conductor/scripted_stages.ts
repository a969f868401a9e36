import { NetopsError, type Rng } from "@netops/core";
import type { StageHandler, StageStep } from "../stages/stage_handler.ts";
import type { StageDraft, TestHandlers } from "./conductor_fixture.ts";

/** A world that counts what was done to it; what carries a key is done once. */
export class CountedWorld {
  /** Key → how often it was asked for. */
  readonly asked = new Map<string, number>();
  /** In the order it was done. */
  readonly done: string[] = [];

  /** Does something once, however often it is asked for. */
  do(key: string): void {
    this.asked.set(key, (this.asked.get(key) ?? 0) + 1);
    if (!this.done.includes(key)) this.done.push(key);
  }
}

/** How far a scripted stage is: what it did, or took back. */
interface ScriptState {
  readonly did: number;
}

/**
 * Stages that each do two to four things, one a look, some of them with troubles in between; whether one succeeds is
 * drawn by its name. Taken back, they undo what they did in reverse.
 */
export function scriptedHandlers(world: CountedWorld): TestHandlers {
  const script: StageHandler<"wait", ScriptState> = {
    type: "wait",
    begin: () => ({ did: 0 }),
    advance: (state, scope) => {
      const { rng, key } = scope;
      const most = 2 + rng.fork("most").integer(3);
      if (state.did === most) return Promise.resolve(end(state, rng, key));
      world.do(`${key}/do/${state.did}`);
      if (isTroubled(world, `${key}/do/${state.did}`, rng)) return Promise.reject(trouble(rng));
      const wakeAtMs = scope.nowMs + rng.fork(`wait ${state.did}`).integer(4) * 100;
      const events = [{ kind: "deploy.did", data: { did: state.did } }];
      return Promise.resolve({
        state: { did: state.did + 1 },
        status: "RUNNING",
        wakeAtMs,
        events,
      });
    },
    cancel: ({ did }, { key }) => {
      if (did === 0) return Promise.resolve({ state: { did }, status: "CANCELED" });
      world.do(`${key}/undo/${did - 1}`);
      return Promise.resolve({ state: { did: did - 1 }, status: "RUNNING", wakeAtMs: 0 });
    },
  };
  return { wait: script };
}

function end(state: ScriptState, rng: Rng, key: string): StageStep<ScriptState> {
  const draw = rng.fork("end").integer(10);
  if (draw < 2) return { state, status: "FAILED", reason: `${key} did not like it` };
  if (draw === 2) throw new NetopsError("CONFIG_INVALID", `Cannot end ${key}`);
  return { state, status: "SUCCEEDED", outputs: { did: state.did } };
}

/** The first time that it is asked for the answer gets lost, after it was done. */
function isTroubled(world: CountedWorld, key: string, rng: Rng): boolean {
  return rng.fork(`trouble ${key}`).integer(4) === 0 && world.asked.get(key) === 1;
}

function trouble(rng: Rng): NetopsError {
  const code = (["UNREACHABLE", "TIMED_OUT", "CONFLICT"] as const)[rng.integer(3)]!;
  return new NetopsError(code, "Cannot hear the answer");
}

const MILD = ["haltBranch", "haltBranchThenFail", "ignore"] as const;

/** A pipeline of scripted stages, in which the failure of one never ends another that runs. */
export function randomPipeline(rng: Rng): StageDraft[] {
  return Array.from({ length: 1 + rng.integer(5) }, (_, at) => {
    const needs = Array.from({ length: at }, (_, n) => `s${n}`).filter(() => rng.integer(3) === 0);
    return {
      ...{ name: `s${at}`, type: "wait" as const, durationMs: 1, needs },
      onFailure: MILD[rng.integer(3)],
    };
  });
}
