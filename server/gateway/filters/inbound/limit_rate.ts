import { type Clock, NetopsError } from "@netops/core";
import { RateLimiter } from "@netops/core/policies";
import type { Route } from "@netops/core/contracts";
import type { Filter } from "../../filter.ts";

interface KnownLimit {
  readonly count: number;
  readonly perMs: number;
  readonly limiter: RateLimiter;
}

/** Holds each client address to the route's limit: a token bucket per route and address. */
export function limitRate(options: { readonly clock: Clock }): Filter {
  const limits = new Map<string, KnownLimit>();
  return {
    name: "limit_rate",
    phase: "inbound",
    order: 80,
    applies: (context) => context.route?.limit !== undefined && context.listener.kind === "public",
    run: (context) => {
      const limiter = limiterOf(limits, context.route!);
      const verdict = limiter.take(context.peer.hostname, options.clock.monotonicMs());
      if (verdict.allowed) return undefined;
      const retryAfterS = Math.max(1, Math.ceil(verdict.retryAfterMs / 1000));
      throw new NetopsError("RATE_LIMITED", "Cannot take the request as the limit is reached", {
        details: { headers: { "retry-after": String(retryAfterS) } },
      });
    },
  };
}

/** The limiter of a route; a route whose limit changed gets a new one. */
function limiterOf(limits: Map<string, KnownLimit>, route: Route): RateLimiter {
  const { count, perMs } = route.limit!;
  const known = limits.get(route.key);
  if (known?.count === count && known.perMs === perMs) return known.limiter;
  const limiter = new RateLimiter({ count, perMs });
  limits.set(route.key, { count, perMs, limiter });
  return limiter;
}
