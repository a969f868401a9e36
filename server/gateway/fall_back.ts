import type { Rng } from "@netops/core";
import { chooseServerGroup, type ClientMetrics, type RoutesWatch } from "@netops/core/clients";
import { discard, type Exchange, exchange, type ExchangeOptions } from "./exchange.ts";
import { GroupHold } from "./group_hold.ts";
import type { InFlight } from "./in_flight.ts";
import type { RequestContext } from "./request_context.ts";

/** What a fallback works with. */
export interface FallBackOptions extends ExchangeOptions {
  readonly routes: RoutesWatch;
  readonly rng: Rng;
  readonly fallbacks: ReturnType<ClientMetrics["counter"]>;
  /** Counts what is under way at each server group. */
  readonly groupLoad: InFlight;
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
  const hold = new GroupHold(options.groupLoad);
  const select = () => {
    const chosen = groupOf(app, context, options);
    hold.move(chosen);
    return chosen;
  };
  const serverGroup = select();
  const second = await exchange(context, {
    ...{ app, path, deadlineAtMs: context.deadlineAtMs, reselect: select },
    ...(serverGroup === undefined ? {} : { serverGroup }),
  }, options);
  if (second.kind === "failed" || second.response.status >= 400) {
    discard(second);
    hold.end();
    return first;
  }
  discard(first);
  // What a fault answered in place of the app is no drop of the app's.
  if (first.kind === "answered" && first.giver === "fault") context.routed?.left();
  else context.routed?.dropped();
  context.fallbackApp = app;
  options.fallbacks.add(1, { upstream_app: context.route!.app });
  const end = () => {
    second.end();
    hold.end();
  };
  return { ...second, giver: "stand-in", end };
}

function groupOf(
  app: string,
  context: RequestContext,
  { routes, rng, upstream }: FallBackOptions,
): string | undefined {
  const route = routes.routeOfApp(app);
  if (route === undefined) return undefined;
  const { headers } = context.request;
  const choice = chooseServerGroup(
    route,
    { header: (name) => headers.get(name), cohort: context.cohort },
    { rng, available: (serverGroup) => upstream.isAvailable(app, serverGroup) },
  );
  // Where nobody is up that the route leads to, nobody else may answer: other groups have no traffic.
  return choice?.serverGroup ?? route.groups.find(({ weight }) => weight > 0)?.serverGroup;
}
