import type { Clock } from "../ports/clock.ts";
import { Call, type Work } from "./call.ts";
import { guardedStep } from "./guarded_step.ts";
import type { Recover } from "./passage.ts";
import type { Guard, Policy, Recovery, Step, StepPolicy } from "./policy.ts";
import { TimeoutPolicy } from "./timeout.ts";

/** A stack of policies as one. */
export interface PolicyStack {
  /** Runs work under the whole stack; `signal` gives it up from outside. */
  execute<T>(work: Work<T>, signal?: AbortSignal): Promise<T>;
}

/**
 * Stacks policies, outermost first.
 *
 * ```text
 * compose(clock, fallback, retry, breaker, bulkhead, timeout)
 *
 *   call ─▶ fallback ─▶ retry ─▶ breaker ─▶ bulkhead ─▶ timeout ─▶ work
 *             answers    again     refuses    slots      gives up
 *             at last    per try   per try    per try    per try
 * ```
 *
 * A recovery, the guards right inside of it and a timeout inside of those run in one stage: that is
 * what keeps a stack cheap. The order of their effects is the order of the arguments.
 */
export function compose(clock: Clock, ...policies: readonly Policy[]): PolicyStack {
  const time = timeFor(policies, clock);
  let step: Step = runWork;
  for (let end = policies.length; end > 0;) {
    const stage = lastStage(policies.slice(0, end));
    step = stage.build(step, time);
    end -= stage.size;
  }
  return new Stack(step, time);
}

/** The clock of a stack: exact when a guard measures, else that of its wheel, which costs nothing. */
function timeFor(policies: readonly Policy[], clock: Clock): Clock {
  const exact = policies.some((policy) => isGuard(policy) && policy.timing === "exact");
  const timeout = policies.find((policy) => policy instanceof TimeoutPolicy);
  return exact || timeout === undefined ? clock : timeout.wheel.coarseClock;
}

interface StackPart {
  /** How many policies it holds. */
  readonly size: number;
  build(next: Step, clock: Clock): Step;
}

/** Takes the innermost stage: [recovery] guards [timeout], or a single policy. */
function lastStage(policies: readonly Policy[]): StackPart {
  let start = policies.length;
  const last = policies[start - 1];
  const timeout = last instanceof TimeoutPolicy ? last : undefined;
  if (timeout !== undefined) start--;
  const guardsEnd = start;
  while (start > 0 && isGuard(policies[start - 1] as Policy)) start--;
  const guards = policies.slice(start, guardsEnd) as Guard[];
  const outside = policies[start - 1];
  if (guards.length === 0 && timeout === undefined) return singleStage(last as Policy);
  const recovery = outside !== undefined && isRecovery(outside) ? outside : undefined;
  return {
    size: policies.length - start + (recovery === undefined ? 0 : 1),
    build: (next, clock) => {
      const timed = guards.some((guard) => guard.timing !== "none");
      const stage = { guards, next, timeout, clock, timed, recover: undefined };
      const again = guardedStep(stage);
      return recovery === undefined
        ? again
        : recoveringStep(recovery, again, (recover) => guardedStep({ ...stage, recover }));
    },
  };
}

/** Runs a recovery in the same stage as what it is around: a call that succeeds pays nothing. */
function recoveringStep(
  recovery: Recovery,
  again: Step,
  build: (recover: Recover) => Step,
): Step {
  const first = build((call, error) => recovery.recover(call, error, again));
  return (call) => {
    recovery.begin(call);
    return first(call);
  };
}

function singleStage(policy: Policy): StackPart {
  if (isRecovery(policy)) {
    return {
      size: 1,
      build: (next) => (call) => {
        policy.begin(call);
        return next(call).catch((error) => policy.recover(call, error, next));
      },
    };
  }
  return { size: 1, build: (next) => (policy as StepPolicy).wrap(next) };
}

/** The innermost stage; what work throws at once is a rejection like any other. */
function runWork(call: Call): Promise<unknown> {
  try {
    return call.work(call);
  } catch (error) {
    return Promise.reject(error);
  }
}

function isGuard(policy: Policy): policy is Guard {
  return "enter" in policy;
}

function isRecovery(policy: Policy): policy is Recovery {
  return "recover" in policy;
}

class Stack implements PolicyStack {
  readonly #step: Step;
  readonly #clock: Clock;

  constructor(step: Step, clock: Clock) {
    this.#step = step;
    this.#clock = clock;
  }

  execute<T>(work: Work<T>, signal?: AbortSignal): Promise<T> {
    const call = new Call(work, this.#clock.monotonicMs());
    const running = this.#step(call) as Promise<T>;
    return signal === undefined ? running : follow(call, running, signal);
  }
}

/** Gives `call` up when an outside signal aborts, and stops listening at its end. */
function follow<T>(call: Call, running: Promise<T>, signal: AbortSignal): Promise<T> {
  const abort = () => call.abort(signal.reason);
  if (signal.aborted) abort();
  else signal.addEventListener("abort", abort, { once: true });
  return running.finally(() => signal.removeEventListener("abort", abort));
}
