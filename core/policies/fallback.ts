import type { CallContext } from "./call.ts";
import type { Recovery } from "./policy.ts";

/** What answers instead. */
export interface FallbackOptions<T> {
  /** Makes the other answer; what it throws is the end of the call. */
  readonly answer: (error: unknown, context: CallContext) => T | Promise<T>;
  /** Which errors are answered; all when left out. */
  readonly when?: (error: unknown) => boolean;
  /** Hears of every use, for the counter `fallback_total`. */
  readonly onFallback?: (error: unknown) => void;
}

/** Answers with something else when a call failed. */
export function fallback<T>(options: FallbackOptions<T>): Recovery {
  return {
    begin: () => undefined,
    recover: async (call, error) => {
      if (options.when !== undefined && !options.when(error)) throw error;
      options.onFallback?.(error);
      return await options.answer(error, call);
    },
  };
}
