import { PrincipalSeal } from "@netops/core";
import {
  openDatabase,
  openEventLog,
  openPlatformCalls,
  type ServiceContext,
  type ServiceParts,
  waitAtMost,
} from "@netops/core/service";
import { createUserApp } from "./app.ts";
import { BillingClient } from "./billing_client.ts";
import { viewingOf } from "./viewing_client.ts";
import { LoginGuard } from "./login_guard.ts";
import { Outbox } from "./outbox.ts";
import { PasswordHasher } from "./password_hasher.ts";
import { SignIn } from "./sign_in.ts";
import { SigningKeys } from "./signing_keys.ts";
import { UserStore } from "./store.ts";
import { TokenIssuer } from "./token_issuer.ts";
import { readUserConfig, type UserConfig } from "./user_config.ts";

/** What is still to be told may take so long in a stop; the outbox keeps the rest. */
const LAST_WORK_MS = 700;
/** How often an instance looks for what another one, or it itself, could not tell. */
const SWEEP_MS = 5_000;
/** Revocations are remembered for this much longer than a token lives: clocks and polls are late. */
const REMEMBER_LONGER_MS = 60_000;

/** Builds the user process. */
export async function buildUser(context: ServiceContext): Promise<ServiceParts> {
  const { boot, host, logger } = context;
  const { clock, timer } = host;
  const { token, runId } = boot;
  const randomHex = (bytes: number) => host.randomHex(bytes);
  const config = readUserConfig(boot.config, navigator.hardwareConcurrency);
  const kv = await openDatabase(context);
  const calls = openPlatformCalls(context);
  const producer = openEventLog(context, calls).producer();
  const outbox = new Outbox({ kv, producer, clock, logger, randomHex });
  const rememberRevocationMs = config.accessTokenS * 1000 + REMEMBER_LONGER_MS;
  const store = new UserStore({ kv, outbox, rememberRevocationMs });
  const keys = new SigningKeys({ ...{ kv, runId, clock, randomHex }, rules: config.keys });
  const issuer = new TokenIssuer({ keys, clock, runId, randomHex, lifeS: config.accessTokenS });
  const seal = new PrincipalSeal(token);
  const ask = { caller: calls.caller, token, seal, clock };
  const billing = new BillingClient({ ...ask, logger });
  const signIn = createSignIn(context, { config, store, issuer });
  const app = createUserApp({
    ...{ signIn, store, keys, billing, seal, token },
    viewingOf: (account) => viewingOf(account, ask),
    ...{ clock, logger, randomHex },
  });
  const stopSweep = timer.every(SWEEP_MS, () => void outbox.flush());
  return {
    handler: (request) => app.fetch(request),
    stop: async () => {
      stopSweep();
      await waitAtMost(timer, LAST_WORK_MS, producer.close());
      calls.close();
      kv.close();
    },
  };
}

function createSignIn(
  { host, metrics, logger }: ServiceContext,
  parts: {
    readonly config: UserConfig;
    readonly store: UserStore;
    readonly issuer: TokenIssuer;
  },
): SignIn {
  const { cost, hashLimit, hashQueue, refresh } = parts.config;
  const { clock } = host;
  const randomHex = (bytes: number) => host.randomHex(bytes);
  const refreshes = metrics.counter("user_refreshes_total", "Refresh tokens by what they meant");
  const hasher = new PasswordHasher({
    ...{ cost, clock, randomHex },
    limit: hashLimit,
    queueLimit: hashQueue,
    durations: metrics.histogram("user_password_hash_seconds", "Time to hash one password"),
    waiting: metrics.gauge("user_password_hashes_waiting", "Passwords that wait to be hashed"),
  });
  return new SignIn({
    ...{ hasher, clock, logger, randomHex, cost },
    store: parts.store,
    issuer: parts.issuer,
    guard: new LoginGuard(),
    rules: refresh,
    onRefresh: (outcome) => refreshes.add(1, { outcome }),
  });
}
