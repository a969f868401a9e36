import { type Clock, type HttpClient, NetopsError, type Rng, type Timer } from "@netops/core";
import { GatewayClient } from "../player/gateway_client.ts";
import { type Credentials, ViewerAccount, VIEWERS_PER_ACCOUNT } from "../player/viewer_account.ts";
import type { LoadOrder, PoolAccount } from "../run/load_order.ts";

/** What signing up a pool works with. */
export interface AccountPoolOptions {
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly rng: Rng;
  readonly signal: AbortSignal;
}

/** Passwords are hashed slowly on purpose: more would take as long, and longer each. */
const SIGN_UPS_AT_ONCE = 4;
const MOST_ACCOUNTS = 250;

/** How many accounts a load needs: four viewers play with each, and a script of the user's with none. */
export function poolSize({ plan, maxVus }: Pick<LoadOrder, "plan" | "maxVus">): number {
  if (plan === undefined) return 0;
  return Math.min(MOST_ACCOUNTS, Math.ceil(maxVus / VIEWERS_PER_ACCOUNT));
}

/**
 * Signs up the accounts of a load, four at once; what passes is ridden over for 20 s each.
 *
 * @throws {NetopsError} UPSTREAM_FAILED when the platform gives none; the signal's reason on abort.
 */
export async function signUpPool(
  order: Pick<LoadOrder, "id" | "gatewayUrl" | "plan" | "maxVus">,
  options: AccountPoolOptions,
): Promise<readonly PoolAccount[]> {
  const { rng, signal: outer, ...ports } = options;
  const client = new GatewayClient({ url: order.gatewayUrl, rng, ...ports });
  const failed = new AbortController();
  const signal = AbortSignal.any([outer, failed.signal]);
  const wanted = Array.from({ length: poolSize(order) }, (_, at) => credentialsOf(order, at, rng));
  const accounts: PoolAccount[] = [];
  const signUpSome = async () => {
    for (let next = wanted.shift(); next !== undefined; next = wanted.shift()) {
      const { accessToken } = await ViewerAccount.signUp(client, next, signal);
      accounts.push({ ...next, accessToken });
    }
  };
  try {
    await Promise.all(Array.from({ length: SIGN_UPS_AT_ONCE }, signUpSome));
  } catch (cause) {
    // The others would go on trying for as long.
    failed.abort();
    outer.throwIfAborted();
    throw poolError(cause);
  }
  return accounts;
}

function credentialsOf({ id }: Pick<LoadOrder, "id">, at: number, rng: Rng): Credentials {
  return { email: `load-${id}-${at}@netops.test`, password: rng.hex(12) };
}

function poolError(cause: unknown): unknown {
  if (!(cause instanceof NetopsError)) return cause;
  return new NetopsError(
    "UPSTREAM_FAILED",
    `Cannot sign in the viewers of the load: ${cause.message}`,
    { fix: cause.fix ?? "netops status", cause },
  );
}
