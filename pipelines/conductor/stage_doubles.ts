import type { ExecutionView, StageType } from "@netops/core/contracts";
import type { StageHandler, StageScope, StageStep } from "../stages/stage_handler.ts";
import type { StageDraft } from "./conductor_fixture.ts";

/** What a look of a test comes to; the state stays when it is left out. */
export type TestStep = Partial<StageStep<unknown>> & Pick<StageStep<unknown>, "status">;

type Look = (scope: StageScope, state: unknown) => TestStep | Promise<TestStep>;

/** A handler whose every look is a call of `advance`, and that is taken back by `cancel`. */
export function handler(
  advance: Look,
  cancel: Look = () => ({ status: "CANCELED" }),
): StageHandler<StageType, unknown> {
  return {
    type: "wait",
    begin: () => 0,
    advance: async (state, scope) => ({ state, ...await advance(scope, state) }),
    cancel: async (state, scope) => ({ state, ...await cancel(scope, state) }),
  };
}

/** Runs until it is ended. */
export const HELD: StageHandler<StageType, unknown> = handler(() => ({
  ...{ status: "RUNNING", wakeAtMs: Infinity },
}));

/** Succeeds at the first look. */
export const QUICK: StageHandler<StageType, unknown> = handler(() => ({ status: "SUCCEEDED" }));

/** A stage of a test; its type is `wait` unless said otherwise. */
export function stage(name: string, change: Readonly<Record<string, unknown>> = {}): StageDraft {
  return { name, type: "wait", durationMs: 1, ...change };
}

/** The stage of this name. */
export function stageIn(
  view: ExecutionView | undefined,
  name: string,
): ExecutionView["stages"][number] {
  const found = view?.stages.find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no stage ${name}`);
  return found;
}
