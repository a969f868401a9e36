import type { Call } from "./call.ts";
import type { Guard } from "./policy.ts";

/** Ends a call that failed in another way than by its error. */
export type Recover = (call: Call, error: unknown) => Promise<unknown>;

/** One call on its way through a stage: when it began, who let it in, and what each gave as a token. */
export interface Passage {
  readonly startedMs: number;
  readonly guards: readonly Guard[];
  readonly tokens: readonly number[];
  readonly needsEndTime: boolean;
  readonly recover: Recover | undefined;
}

/** Tells every guard, the innermost first, that the call succeeded. */
export function succeedAll(passage: Passage, endedMs: number): void {
  const { guards, tokens, startedMs } = passage;
  for (let index = guards.length - 1; index >= 0; index--) {
    (guards[index] as Guard).succeed(tokens[index] as number, startedMs, endedMs);
  }
}

/** Tells every guard, the innermost first, that the call failed. */
export function failAll(passage: Passage, error: unknown, endedMs: number): void {
  const { guards, tokens } = passage;
  for (let index = guards.length - 1; index >= 0; index--) {
    (guards[index] as Guard).fail(tokens[index] as number, error, endedMs);
  }
}
