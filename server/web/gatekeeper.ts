import { type Clock, NetopsError } from "@netops/core";
import { parseOpsTicket } from "@netops/core/contracts";
import { OpsSessions, SESSION_LIFE_MS } from "./store.ts";

/** What decides who may act. */
export interface GatekeeperOptions {
  readonly clock: Clock;
  /** The per-run token, with which tickets are signed. */
  readonly token: string;
  /** The page's own port: it names the cookie, as cookies of one host are shared by all its ports. */
  readonly port: number;
  readonly createSessionId: () => string;
}

const FIX = "open the page with: netops open";

/** Trades one-time tickets for session cookies, and lets only requests with such a cookie act. */
export class Gatekeeper {
  readonly #sessions = new OpsSessions();
  readonly #options: GatekeeperOptions;
  readonly #cookieName: string;

  /** Knows no session at first. */
  constructor(options: GatekeeperOptions) {
    this.#options = options;
    this.#cookieName = `netops_ops_${options.port}`;
  }

  /**
   * Takes a ticket and answers the `set-cookie` value of a new session.
   *
   * @throws {NetopsError} UNAUTHENTICATED when the ticket is wrong, too old or used before.
   */
  async enter(ticketText: string): Promise<string> {
    const { clock, token, createSessionId } = this.#options;
    const nowMs = clock.nowMs();
    const ticket = await parseOpsTicket(token, ticketText, nowMs);
    const sessionId = createSessionId();
    if (ticket === undefined || !this.#sessions.redeem(ticket, sessionId, nowMs)) {
      throw new NetopsError(
        "UNAUTHENTICATED",
        "Cannot use this link as it is not of this run, was used before or is too old",
        { fix: "netops open" },
      );
    }
    return `${this.#cookieName}=${sessionId}; Path=/ops; HttpOnly; SameSite=Strict; ` +
      `Max-Age=${SESSION_LIFE_MS / 1000}`;
  }

  /** Whether a request comes from a browser that came by a ticket. */
  mayAct(headers: Headers): boolean {
    const pairs = (headers.get("cookie") ?? "").split(";").map((pair) => pair.trim());
    const own = pairs.find((pair) => pair.startsWith(`${this.#cookieName}=`));
    const sessionId = own?.slice(this.#cookieName.length + 1);
    return this.#sessions.isLive(sessionId, this.#options.clock.nowMs());
  }

  /**
   * Lets a change through or not: own Origin, JSON, and a live session, in this order.
   *
   * @throws {NetopsError} FORBIDDEN, UNSUPPORTED_MEDIA or UNAUTHENTICATED.
   */
  requireAct(request: Request): void {
    const { headers } = request;
    if (headers.get("origin") !== new URL(request.url).origin) {
      throw new NetopsError(
        "FORBIDDEN",
        "Cannot act on a request that does not come from this page",
        {
          fix: FIX,
        },
      );
    }
    if (!/^application\/json(;|$)/i.test(headers.get("content-type") ?? "")) {
      throw new NetopsError(
        "UNSUPPORTED_MEDIA",
        "Cannot act on a body that is not application/json",
      );
    }
    if (!this.mayAct(headers)) {
      throw new NetopsError("UNAUTHENTICATED", "Cannot act as this page is read-only", {
        fix: FIX,
      });
    }
  }
}
