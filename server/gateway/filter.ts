import type { RequestContext } from "./request_context.ts";

/** When a filter runs. Source: Zuul 2's filter types. */
export type FilterPhase = "inbound" | "endpoint" | "outbound";

/** A response ends the inbound phase, is the endpoint's answer, or replaces the answer on its way out. */
export type FilterResult = Response | undefined;

/**
 * One step of a request.
 *
 * Inbound filters check and prepare; a thrown `NetopsError` becomes the answer. One endpoint filter
 * answers. Outbound filters see every answer, also errors, and must not throw.
 */
export interface Filter {
  readonly name: string;
  readonly phase: FilterPhase;
  /** Lower runs first. */
  readonly order: number;
  /** Whether this request needs the filter. */
  applies(context: RequestContext): boolean;
  run(context: RequestContext, response?: Response): FilterResult | Promise<FilterResult>;
}
