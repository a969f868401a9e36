import { type Clock, NetopsError } from "@netops/core";
import { RateLimiter } from "@netops/core/policies";
import type { Route } from "@netops/core/contracts";
import type { Filter } from "../../filter.ts";

interface KnownLimit {
  readonly count: number;
  readonly perMs: number;
  readonly limiter: RateLimiter;
}

/** What limits are counted with. */
export interface LimitRateOptions {
  readonly clock: Clock;
  /** Gateways that share the traffic: each lets its share of a limit through. */
  readonly gateways: number;
}

/**
 * Holds each client to the route's limit: a token bucket per route and address, or per route and account
 * where the limit says so; who is not signed in has no limit then.
 *
 * Each of N gateways refills count / N and holds max(1, ⌊count / N⌋), so all of them together let no
 * more than `count` through at once, or one each where the count is less than N. The bucket of an account
 * holds the whole count at each.
 */
export function limitRate(options: LimitRateOptions): Filter {
  const limits = new Map<string, KnownLimit>();
  return {
    name: "limit_rate",
    phase: "inbound",
    order: 80,
    applies: ({ route, listener, isProbe }) =>
      route?.limit !== undefined && listener.kind === "public" && !isProbe,
    run: (context) => {
      const isPerAccount = context.route!.limit!.per === "account";
      const client = isPerAccount ? context.principal?.account : context.peer.hostname;
      if (client === undefined) return undefined;
      const limiter = limiterOf(limits, context.route!, options.gateways);
      const verdict = limiter.take(client, options.clock.monotonicMs());
      if (verdict.allowed) return undefined;
      const retryAfterS = Math.max(1, Math.ceil(verdict.retryAfterMs / 1000));
      throw new NetopsError("RATE_LIMITED", "Cannot take the request as the limit is reached", {
        details: { headers: { "retry-after": String(retryAfterS) } },
      });
    },
  };
}

/** The limiter of a route; a route whose limit changed gets a new one. */
function limiterOf(
  limits: Map<string, KnownLimit>,
  route: Route,
  gateways: number,
): RateLimiter {
  const { count, perMs } = route.limit!;
  const known = limits.get(route.key);
  if (known?.count === count && known.perMs === perMs) return known.limiter;
  const share = count / gateways;
  // Who is signed in keeps one connection, so one gateway: what is promised must fit through there.
  const burst = route.limit!.per === "account" ? count : Math.max(1, Math.floor(share));
  const limiter = new RateLimiter({ count: share, perMs, burst });
  limits.set(route.key, { count, perMs, limiter });
  return limiter;
}
