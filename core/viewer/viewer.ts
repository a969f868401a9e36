import { ViewerSession } from "./viewer_session.ts";
import type { ViewerOptions } from "./viewer_options.ts";
import type { ViewerInput, ViewerSnapshot, ViewerTurn } from "./viewer_wire.ts";

/**
 * A viewer without I/O: it says what to do, a driver does it and feeds back what came of it.
 *
 * ```text
 * loop: turn = viewer.next(nowMs)
 *       do turn.actions (fetch, abort, renew, beacon, step)
 *       wait until turn.wakeAtMs, or until something came: viewer.feed(input, nowMs)
 *       end when turn.result is set
 * ```
 *
 * Every time is read by the driver, on one clock that never goes back. A driver that can only wait for
 * one request at a time does all fetches of a turn at once and feeds an `answer` or `failure` for each.
 */
export interface Viewer {
  /** Lets time pass and says what to do now. */
  next(nowMs: number): ViewerTurn;
  /** Takes what came of an action. What nobody waits for any more is passed over. */
  feed(input: ViewerInput, nowMs: number): void;
  /** Ends the session as "stopped", unless it is over already. */
  stop(nowMs: number): void;
  /** The session as it is now. */
  snapshot(): ViewerSnapshot;
}

/** Makes a viewer of one session. */
export function createViewer(options: ViewerOptions): Viewer {
  return new ViewerSession(options);
}
