import type { ReleaseCheck, ServerGroupView } from "@netops/core/contracts";

/** What came of requests that were sent to watch a switch. */
export interface ProbeCounts {
  readonly sent: number;
  /** Nobody answered, or a gateway answered in place of the service. */
  readonly lost: number;
}

/** Sends requests of its own: numbered ones through the gateway, and checks to single instances. */
export interface ReleaseProbe {
  /** Keeps sending numbered requests to an app until it is stopped; started twice, it goes on. */
  start(app: string, options: { readonly path: string; readonly perSecond: number }): void;
  /** What came of them since the start, and ends them. Unknown apps have sent none. */
  stop(app: string): Promise<ProbeCounts>;
  /** So far. */
  counts(app: string): ProbeCounts;
  /** Sends a check to every instance of a group; how many answers were as they should be. */
  check(
    group: ServerGroupView,
    check: ReleaseCheck,
  ): Promise<{ readonly asked: number; readonly wrong: number }>;
}
