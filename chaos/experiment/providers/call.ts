import type { Scope } from "../python/template.ts";
import type { ExperimentPorts } from "../ports.ts";

/** What an activity is called with. */
export interface ActivityCall {
  readonly scope: Scope;
  readonly ports: ExperimentPorts;
  /** The environment with what `.env` files added. */
  readonly env: Readonly<Record<string, string>>;
  /** Ends the activity at once. */
  readonly signal: AbortSignal;
  /** Ends the experiment, as a signal to the process would. */
  interrupt(reason: unknown): void;
}

/** Most bytes kept of a program's stdout, and of its stderr. */
export const LARGEST_OUTPUT_BYTES = 8 * 1024 * 1024;

/** Largest body of an answer that is read. */
export const LARGEST_BODY_BYTES = 16 * 1024 * 1024;
