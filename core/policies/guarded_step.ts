import type { Clock } from "../ports/clock.ts";
import type { Call } from "./call.ts";
import type { Guard, Recovery, Step } from "./policy.ts";
import type { Passage, Recover, TimeoutPolicy } from "./timeout.ts";

/** What runs inside the guards. */
export interface GuardedInside {
  readonly next: Step;
  /** A timeout directly inside the guards, run in the same stage. */
  readonly timeout: TimeoutPolicy | undefined;
  readonly clock: Clock;
}

/**
 * Runs a recovery around guards as one stage: a call that succeeds pays nothing for it.
 */
export function recoveringStep(
  recovery: Recovery,
  guards: readonly Guard[],
  inside: GuardedInside,
): Step {
  const again = guardedStep(guards, inside);
  const recover = (call: Call, error: unknown) => recovery.recover(call, error, again);
  const first = guardedStep(guards, inside, recover);
  return (call) => {
    recovery.begin(call);
    return first(call);
  };
}

/**
 * Runs a row of guards, outermost first, and what is inside of them as one stage of a stack.
 *
 * When a guard refuses, the guards before it are told that the call never ran.
 */
export function guardedStep(
  guards: readonly Guard[],
  inside: GuardedInside,
  recover?: Recover,
): Step {
  const needsEndTime = guards.some((guard) => guard.needsEndTime);
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
          const later = enterLater(guards, inside, { call, tokens, entered, waiting: token });
          return recover === undefined ? later : later.catch((error) => recover(call, error));
        }
        tokens[entered] = token;
      }
    } catch (error) {
      abandonAll(guards, tokens, entered);
      return recover === undefined ? Promise.reject(error) : recover(call, error);
    }
    return runInside(call, inside, { guards, tokens, needsEndTime, recover }, startedMs);
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
    tokens[entry.entered++] = await entry.waiting;
    for (; entry.entered < guards.length; entry.entered++) {
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
  const passage = { guards, tokens, needsEndTime, recover: undefined };
  return await runInside(call, inside, passage, startedMs);
}

function runInside(
  call: Call,
  inside: GuardedInside,
  passage: Passage,
  startedMs: number,
): Promise<unknown> {
  return inside.timeout === undefined
    ? runUntimed(call, inside, passage, startedMs)
    : inside.timeout.run(call, inside.next, startedMs, passage);
}

async function runUntimed(
  call: Call,
  inside: GuardedInside,
  passage: Passage,
  startedMs: number,
): Promise<unknown> {
  const { guards, tokens } = passage;
  let value: unknown;
  try {
    value = await inside.next(call);
  } catch (error) {
    const endedMs = inside.clock.monotonicMs();
    for (let index = guards.length - 1; index >= 0; index--) {
      (guards[index] as Guard).fail(tokens[index] as number, error, endedMs);
    }
    if (passage.recover !== undefined) return await passage.recover(call, error);
    throw error;
  }
  const endedMs = passage.needsEndTime ? inside.clock.monotonicMs() : startedMs;
  for (let index = guards.length - 1; index >= 0; index--) {
    (guards[index] as Guard).succeed(tokens[index] as number, startedMs, endedMs);
  }
  return value;
}

function abandonAll(guards: readonly Guard[], tokens: readonly number[], entered: number): void {
  for (let index = entered - 1; index >= 0; index--) {
    (guards[index] as Guard).abandon(tokens[index] as number);
  }
}
