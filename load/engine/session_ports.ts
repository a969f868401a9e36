import type { Clock, Timer } from "@netops/core";
import type { SessionLine } from "../session/session_line.ts";
import type { Seat } from "./account_seats.ts";
import type { ClientPlace } from "./client_places.ts";

/** What every session of an engine works with. */
export interface SessionPorts {
  readonly clock: Clock;
  readonly timer: Timer;
  readonly gatewayUrl: string;
  /** Wall time less monotonic time: one for all, so that their lines fit together. */
  readonly wallOffsetMs: number;
  /** Ends every session. */
  readonly signal: AbortSignal;
  readonly emit: (line: SessionLine) => void;
}

/** Where and when one session begins; times are monotonic. */
export interface SessionSlot {
  readonly scheduledAtMs: number;
  readonly startedAtMs: number;
  readonly place: ClientPlace;
  readonly seat: Seat;
}
