import { type Clock, NetopsError } from "@netops/core";
import type { Caller } from "@netops/core/clients";
import type {
  LicensedTitle,
  SteerAnswer,
  SteerRequest,
  SubscriptionView,
} from "@netops/core/contracts";
import { prefixOf } from "./client_address.ts";
import { LastKnown } from "./last_known.ts";

/** What a play asks other apps for. */
export interface Dependencies {
  /** Undefined when there is no such title. */
  title(titleId: string): Promise<LicensedTitle | undefined>;
  /** Undefined when the account has no subscription. */
  subscription(account: string): Promise<SubscriptionView | undefined>;
  rank(request: SteerRequest): Promise<SteerAnswer>;
}

/** What calls are made with. */
export interface DependencyOptions {
  readonly caller: Caller;
  readonly token: string;
  readonly clock: Clock;
  readonly onFallback: (app: string) => void;
}

/** After this, what is known stands in: a viewer waits no longer. */
const DEADLINE_MS = 2_500;
/** An instance that is slow or hangs costs no more than this: another one is asked, too. */
const HEDGE_MS = 300;
/** A licence that is changed counts within this. */
const TITLE_FRESH_MS = 500;
const SUBSCRIPTION_MOST_AGE_MS = 10 * 60_000;
const RANKING_MOST_AGE_MS = 30_000;

/**
 * Asks catalog, billing and steering, and keeps their last answers for when they are away: titles for
 * good, subscriptions ten minutes, rankings half a minute. Nobody is let in who was never known.
 */
export function createDependencies(options: DependencyOptions): Dependencies {
  const { clock, onFallback } = options;
  const kept = <T>(app: string, freshMs: number, mostAgeMs: number) =>
    new LastKnown<T>({ clock, freshMs, mostAgeMs, onFallback: () => onFallback(app) });
  const titles = kept<LicensedTitle | undefined>("catalog", TITLE_FRESH_MS, Infinity);
  const plans = kept<SubscriptionView | undefined>("billing", 0, SUBSCRIPTION_MOST_AGE_MS);
  const rankings = kept<SteerAnswer>("steering", 0, RANKING_MOST_AGE_MS);
  return {
    title: (titleId) => {
      const path = `/internal/titles/${encodeURIComponent(titleId)}`;
      return titles.get(titleId, () => find(options, "catalog", { path }));
    },
    subscription: (account) => {
      const path = `/internal/subscriptions/${encodeURIComponent(account)}`;
      return plans.get(account, () => find(options, "billing", { path }));
    },
    rank: (request) => {
      const { titleId, version = "", clientIp } = request;
      const key = `${titleId}/${version}/${prefixOf(clientIp)}`;
      return rankings.get(key, () => steer(options, request));
    },
  };
}

async function find<T>(
  options: DependencyOptions,
  app: string,
  { path }: { readonly path: string },
): Promise<T | undefined> {
  const response = await call(options, app, { method: "GET", path });
  if (response.ok) return await response.json() as T;
  await response.body?.cancel();
  if (response.status === 404) return undefined;
  throw refusal(app, response.status);
}

async function steer(options: DependencyOptions, request: SteerRequest): Promise<SteerAnswer> {
  const body = new TextEncoder().encode(JSON.stringify(request));
  const response = await call(options, "steering", { method: "POST", path: "/steer", body });
  if (response.ok) return await response.json() as SteerAnswer;
  await response.body?.cancel();
  throw refusal("steering", response.status);
}

function call(
  { caller, token, clock }: DependencyOptions,
  app: string,
  request: {
    readonly method: string;
    readonly path: string;
    readonly body?: Uint8Array<ArrayBuffer>;
  },
): Promise<Response> {
  return caller.call(app, {
    ...request,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    idempotent: true,
    hedgeAfterMs: HEDGE_MS,
    deadlineAtMs: clock.nowMs() + DEADLINE_MS,
  });
}

function refusal(app: string, status: number): NetopsError {
  return new NetopsError("UPSTREAM_FAILED", `Cannot use the answer of ${app} as it is ${status}`, {
    details: { app, status },
  });
}
