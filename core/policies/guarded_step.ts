import type { Call } from "./call.ts";
import { abandonAll, failAll, type Passage, type Stage, succeedAll } from "./passage.ts";
import type { Guard, Step } from "./policy.ts";
import type { TimeoutPolicy } from "./timeout.ts";

/** What one stage of a stack is made of. */
export interface GuardedStage extends Stage {
  readonly next: Step;
  /** A timeout directly inside the guards. */
  readonly timeout: TimeoutPolicy | undefined;
}

/**
 * Runs a row of guards, outermost first, and what is around and inside of them as one stage.
 *
 * When a guard refuses, the guards before it are told that the call never ran.
 */
export function guardedStep(stage: GuardedStage): Step {
  const { guards, recover } = stage;
  const count = guards.length;
  return (call) => {
    const { startedMs } = call;
    // Sized at once: growing an array by push costs more than all guards together.
    const tokens: number[] = new Array(count);
    let entered = 0;
    try {
      for (; entered < count; entered++) {
        const token = (guards[entered] as Guard).enter(call, startedMs);
        if (typeof token !== "number") {
          const later = enterLater(stage, { call, tokens, entered, waiting: token });
          return recover === undefined ? later : later.catch((error) => recover(call, error));
        }
        tokens[entered] = token;
      }
    } catch (error) {
      abandonAll(stage, tokens, entered);
      return recover === undefined ? Promise.reject(error) : recover(call, error);
    }
    return runInside(call, stage, { stage, tokens, startedMs });
  };
}

interface Waiting {
  readonly call: Call;
  readonly tokens: number[];
  entered: number;
  readonly waiting: Promise<number>;
}

/** Goes on with the guards after one that made the call wait. */
async function enterLater(stage: GuardedStage, entry: Waiting): Promise<unknown> {
  const { call, tokens } = entry;
  const { guards, clock } = stage;
  try {
    tokens[entry.entered] = await entry.waiting;
    for (entry.entered++; entry.entered < guards.length; entry.entered++) {
      tokens[entry.entered] = await (guards[entry.entered] as Guard).enter(
        call,
        clock.monotonicMs(),
      );
    }
  } catch (error) {
    abandonAll(stage, tokens, entry.entered);
    throw error;
  }
  // Measured from here on: waiting for a slot says nothing about the work.
  const startedMs = clock.monotonicMs();
  return await runInside(call, stage, {
    stage: { ...stage, recover: undefined },
    tokens,
    startedMs,
  });
}

function runInside(call: Call, stage: GuardedStage, passage: Passage): Promise<unknown> {
  return stage.timeout === undefined
    ? runUntimed(call, stage.next, passage)
    : stage.timeout.run(call, stage.next, passage);
}

async function runUntimed(call: Call, next: Step, passage: Passage): Promise<unknown> {
  let value: unknown;
  try {
    value = await next(call);
  } catch (error) {
    failAll(passage, error);
    const { recover } = passage.stage;
    if (recover !== undefined) return await recover(call, error);
    throw error;
  }
  succeedAll(passage);
  return value;
}
