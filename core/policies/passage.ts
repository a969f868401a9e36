import type { Clock } from "../ports/clock.ts";
import type { Call } from "./call.ts";
import type { Guard } from "./policy.ts";

/** Ends a call that failed in another way than by its error. */
export type Recover = (call: Call, error: unknown) => Promise<unknown>;

/** What is the same for all calls of one stage. */
export interface Stage {
  readonly guards: readonly Guard[];
  /** Whether a guard asks how long a call took; without it the start stands for the end. */
  readonly timed: boolean;
  /** What a recovery around the guards does about a failure. */
  readonly recover: Recover | undefined;
  readonly clock: Clock;
}

/** One call on its way through a stage: when it began, and what each guard gave as a token. */
export interface Passage {
  readonly stage: Stage;
  readonly tokens: readonly number[];
  readonly startedMs: number;
}

/** Tells every guard, the innermost first, that the call succeeded. */
export function succeedAll(passage: Passage): void {
  const { stage, tokens, startedMs } = passage;
  const { guards } = stage;
  const endedMs = stage.timed ? stage.clock.monotonicMs() : startedMs;
  for (let index = guards.length - 1; index >= 0; index--) {
    (guards[index] as Guard).succeed(tokens[index] as number, startedMs, endedMs);
  }
}

/** Tells every guard, the innermost first, that the call failed. */
export function failAll(passage: Passage, error: unknown): void {
  const { stage, tokens } = passage;
  const { guards } = stage;
  const endedMs = stage.clock.monotonicMs();
  for (let index = guards.length - 1; index >= 0; index--) {
    (guards[index] as Guard).fail(tokens[index] as number, error, endedMs);
  }
}

/** Tells the first `entered` guards that the call never ran. */
export function abandonAll(stage: Stage, tokens: readonly number[], entered: number): void {
  for (let index = entered - 1; index >= 0; index--) {
    (stage.guards[index] as Guard).abandon(tokens[index] as number);
  }
}
