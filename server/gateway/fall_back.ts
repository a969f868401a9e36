import type { Rng } from "@netops/core";
import { chooseServerGroup, type ClientMetrics, type RoutesWatch } from "@netops/core/clients";
import { discard, type Exchange, exchange, type ExchangeOptions } from "./exchange.ts";
import type { RequestContext } from "./request_context.ts";

/** What a fallback works with. */
export interface FallBackOptions extends ExchangeOptions {
  readonly routes: RoutesWatch;
  readonly rng: Rng;
  readonly fallbacks: ReturnType<ClientMetrics["counter"]>;
}

/**
 * How long an app whose place another one may take has for the head of its answer, in ms.
 *
 * Who waits would rather have the other answer than wait for the deadline.
 */
export const FALL_BACK_AFTER_MS = 2_000;

const FAILURES: ReadonlySet<number> = new Set([502, 503, 504]);

/** Whether an exchange ended so that another app should answer: no answer at all, or 502, 503, 504. */
export function shouldFallBack(first: Exchange, context: RequestContext): boolean {
  if (!context.mayFallBack || context.request.signal.aborted) return false;
  return first.kind === "failed" || FAILURES.has(first.response.status);
}

/**
 * Asks the app that stands in for the one of the route; its answer counts when it is a success.
 *
 * The query is left out: it means something to the app that failed only.
 */
export async function fallBack(
  first: Exchange,
  context: RequestContext,
  options: FallBackOptions,
): Promise<Exchange> {
  const { app, path } = context.route!.fallback!;
  const select = () => groupOf(app, context, options);
  const serverGroup = select();
  const second = await exchange(context, {
    ...{ app, path, deadlineAtMs: context.deadlineAtMs, reselect: select },
    ...(serverGroup === undefined ? {} : { serverGroup }),
  }, options);
  if (second.kind === "failed" || second.response.status >= 400) {
    discard(second);
    return first;
  }
  discard(first);
  context.fallbackApp = app;
  options.fallbacks.add(1, { upstream_app: context.route!.app });
  return second;
}

function groupOf(
  app: string,
  context: RequestContext,
  { routes, rng, upstream }: FallBackOptions,
): string | undefined {
  const route = routes.routeOfApp(app);
  if (route === undefined) return undefined;
  const { headers } = context.request;
  return chooseServerGroup(
    route,
    { header: (name) => headers.get(name), cohort: context.cohort },
    { rng, available: (serverGroup) => upstream.isAvailable(app, serverGroup) },
  )?.serverGroup;
}
