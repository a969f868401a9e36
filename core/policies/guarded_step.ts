import type { Clock } from "../ports/clock.ts";
import type { Call } from "./call.ts";
import { failAll, type Passage, type Recover, succeedAll } from "./passage.ts";
import type { Guard, Step } from "./policy.ts";
import type { TimeoutPolicy } from "./timeout.ts";

/** What one stage of a stack is made of, besides its guards. */
export interface GuardedInside {
  readonly next: Step;
  /** A timeout directly inside the guards. */
  readonly timeout: TimeoutPolicy | undefined;
  /** What a recovery around the guards does about a failure. */
  readonly recover: Recover | undefined;
  readonly clock: Clock;
}

/**
 * Runs a row of guards, outermost first, and what is around and inside of them as one stage.
 *
 * When a guard refuses, the guards before it are told that the call never ran.
 */
export function guardedStep(guards: readonly Guard[], inside: GuardedInside): Step {
  const needsEndTime = guards.some((guard) => guard.needsEndTime);
  const count = guards.length;
  const { recover } = inside;
  return (call) => {
    const { startedMs } = call;
    // Sized at once: growing an array by push costs more than all guards together.
    const tokens: number[] = new Array(count);
    let entered = 0;
    try {
      for (; entered < count; entered++) {
        const token = (guards[entered] as Guard).enter(call, startedMs);
        if (typeof token !== "number") {
          const later = enterLater(guards, inside, { call, tokens, entered, waiting: token });
          return recover === undefined ? later : later.catch((error) => recover(call, error));
        }
        tokens[entered] = token;
      }
    } catch (error) {
      abandonAll(guards, tokens, entered);
      return recover === undefined ? Promise.reject(error) : recover(call, error);
    }
    return runInside(call, inside, { startedMs, guards, tokens, needsEndTime, recover });
  };
}

interface Waiting {
  readonly call: Call;
  readonly tokens: number[];
  entered: number;
  readonly waiting: Promise<number>;
}

/** Goes on with the guards after one that made the call wait. */
async function enterLater(
  guards: readonly Guard[],
  inside: GuardedInside,
  entry: Waiting,
): Promise<unknown> {
  const { call, tokens } = entry;
  try {
    tokens[entry.entered] = await entry.waiting;
    for (entry.entered++; entry.entered < guards.length; entry.entered++) {
      const guard = guards[entry.entered] as Guard;
      tokens[entry.entered] = await guard.enter(call, inside.clock.monotonicMs());
    }
  } catch (error) {
    abandonAll(guards, tokens, entry.entered);
    throw error;
  }
  const needsEndTime = guards.some((guard) => guard.needsEndTime);
  // Measured from here on: waiting for a slot says nothing about the work.
  const startedMs = inside.clock.monotonicMs();
  const recover = undefined;
  return await runInside(call, inside, { startedMs, guards, tokens, needsEndTime, recover });
}

function runInside(call: Call, inside: GuardedInside, passage: Passage): Promise<unknown> {
  return inside.timeout === undefined
    ? runUntimed(call, inside, passage)
    : inside.timeout.run(call, inside.next, passage);
}

async function runUntimed(call: Call, inside: GuardedInside, passage: Passage): Promise<unknown> {
  let value: unknown;
  try {
    value = await inside.next(call);
  } catch (error) {
    failAll(passage, error, inside.clock.monotonicMs());
    if (passage.recover !== undefined) return await passage.recover(call, error);
    throw error;
  }
  succeedAll(passage, passage.needsEndTime ? inside.clock.monotonicMs() : passage.startedMs);
  return value;
}

function abandonAll(guards: readonly Guard[], tokens: readonly number[], entered: number): void {
  for (let index = entered - 1; index >= 0; index--) {
    (guards[index] as Guard).abandon(tokens[index] as number);
  }
}
