import type { OpsTicket } from "@netops/core/contracts";

/** How long a browser may act after it came by a one-time link. */
export const SESSION_LIFE_MS = 12 * 3_600_000;
const MOST_SESSIONS = 100;

/** Remembers which tickets were used and which browsers may act; both end with this process. */
export class OpsSessions {
  #usedUntilMs = new Map<string, number>();
  #liveUntilMs = new Map<string, number>();

  /** Trades a valid ticket for a session, once; false when the ticket was used before. */
  redeem(ticket: OpsTicket, sessionId: string, nowMs: number): boolean {
    for (const [nonce, untilMs] of this.#usedUntilMs) {
      if (untilMs <= nowMs) this.#usedUntilMs.delete(nonce);
    }
    if (this.#usedUntilMs.has(ticket.nonce)) return false;
    this.#usedUntilMs.set(ticket.nonce, ticket.expiresAtMs);
    this.#liveUntilMs.set(sessionId, nowMs + SESSION_LIFE_MS);
    const oldest = this.#liveUntilMs.keys().next();
    if (this.#liveUntilMs.size > MOST_SESSIONS && !oldest.done) {
      this.#liveUntilMs.delete(oldest.value);
    }
    return true;
  }

  /** Whether this session may act now. */
  isLive(sessionId: string | undefined, nowMs: number): boolean {
    return sessionId !== undefined && (this.#liveUntilMs.get(sessionId) ?? 0) > nowMs;
  }
}
