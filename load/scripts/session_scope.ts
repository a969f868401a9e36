import type { PlannedSession, SessionRecorder } from "../session/mod.ts";
import type { VuAccount } from "./vu_account.ts";

/** What the parts of one session share; times are of the VU's clock. */
export interface SessionScope {
  readonly session: PlannedSession;
  readonly recorder: SessionRecorder;
  readonly account: VuAccount;
  readonly gatewayUrl: string;
  readonly startedAtMs: number;
  /** Who has seen no picture by then leaves. */
  readonly leaveAtMs: number;
  /** When the load is over for every session. */
  readonly endAtMs: number;
}

/** How a session ends whose time is over without a picture: its own, or the load's. */
export function outOfTime({ endAtMs, leaveAtMs }: SessionScope): "left" | "stopped" {
  return leaveAtMs < endAtMs ? "left" : "stopped";
}
