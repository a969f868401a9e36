import { type Clock, type Logger, NetopsError, type PrincipalSeal } from "@netops/core";
import { createApp, readJson, requirePrincipal, requireToken } from "@netops/core/service";
import type { Context, Hono } from "hono";
import {
  type Account,
  addProfile,
  changeProfile,
  describeAccount,
  findProfile,
} from "./account.ts";
import { removeProfile } from "./account.ts";
import { exportAccount } from "./account_export.ts";
import type { BillingClient } from "./billing_client.ts";
import type { SignIn, SignInOrigin } from "./sign_in.ts";
import type { SigningKeys } from "./signing_keys.ts";
import type { UserStore } from "./store.ts";

/** What the skin works with. */
export interface UserAppOptions {
  readonly signIn: SignIn;
  readonly store: UserStore;
  readonly keys: SigningKeys;
  readonly billing: BillingClient;
  /** What an account watched; rejects when nobody can say. */
  readonly viewingOf: (account: Account) => Promise<unknown>;
  readonly seal: PrincipalSeal;
  readonly token: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly randomHex: (bytes: number) => string;
}

/** Tokens and accounts are kept by nobody on the way. */
const NO_STORE = { "cache-control": "no-store" };

/** Makes the routes of user. Schemas are loaded at the first body: zod costs a start 15 ms. */
export function createUserApp(options: UserAppOptions): Hono {
  const app = createApp(options.logger);
  addTokenRoutes(app, options);
  addAccountRoutes(app, options);
  addProfileRoutes(app, options);
  app.get("/internal/revocations", async (context) => {
    requireToken(context.req.raw.headers, options.token);
    return context.json({ revocations: await options.store.revocations() });
  });
  return app;
}

function addTokenRoutes(app: Hono, { signIn, keys, billing, seal }: UserAppOptions): void {
  app.post("/signup", async (context) => {
    const { SignUpBody } = await import("./schema.ts");
    const body = await readJson(context.req.raw, SignUpBody);
    const { account, answer } = await signIn.signUp(body, originOf(context));
    await billing.subscribe(account);
    return context.json({ ...answer, ...describeAccount(account) }, 201, NO_STORE);
  });
  app.post("/login", async (context) => {
    const { LoginBody } = await import("./schema.ts");
    const body = await readJson(context.req.raw, LoginBody);
    return context.json(await signIn.login(body, originOf(context)), 200, NO_STORE);
  });
  app.post("/refresh", async (context) => {
    const { RefreshBody } = await import("./schema.ts");
    const { refreshToken } = await readJson(context.req.raw, RefreshBody);
    return context.json(await signIn.refresh(refreshToken), 200, NO_STORE);
  });
  app.post("/logout", async (context) => {
    const { account } = requirePrincipal(context.req.raw.headers, seal);
    await signIn.logout(account, await readLogout(context));
    return context.body(null, 204);
  });
  app.get("/keys", async (context) => context.json(await keys.publicKeys(), 200, NO_STORE));
}

function addAccountRoutes(app: Hono, options: UserAppOptions): void {
  const { store, billing, seal, clock } = options;
  app.get("/me", async (context) => {
    const account = await accountOf(context, options);
    const plan = await billing.planOf(account);
    return context.json({ ...describeAccount(account), plan }, 200, NO_STORE);
  });
  app.get("/export", async (context) => {
    const account = await accountOf(context, options);
    const [families, facts, viewing] = await Promise.all([
      store.families(account.id),
      // The document says who is missing in it.
      billing.factsOf(account).catch(() => undefined),
      options.viewingOf(account).catch(() => undefined),
    ]);
    const nowMs = clock.nowMs();
    const known = exportAccount(account, { families, billing: facts, viewing, nowMs });
    return context.json(known, 200, NO_STORE);
  });
  app.post("/revoke", async (context) => {
    await store.revoke(requirePrincipal(context.req.raw.headers, seal).account, clock.nowMs());
    return context.body(null, 204);
  });
  app.delete("/me", async (context) => {
    await store.erase(requirePrincipal(context.req.raw.headers, seal).account, clock.nowMs());
    return context.body(null, 204);
  });
}

function addProfileRoutes(app: Hono, options: UserAppOptions): void {
  const { store, seal, randomHex } = options;
  const who = (context: Context) => requirePrincipal(context.req.raw.headers, seal).account;
  const read = async (context: Context) => {
    const { ProfileBody } = await import("./schema.ts");
    return await readJson(context.req.raw, ProfileBody);
  };
  app.get("/profiles", async (context) => {
    const { profiles } = await accountOf(context, options);
    return context.json({ profiles }, 200, NO_STORE);
  });
  app.post("/profiles", async (context) => {
    const account = who(context);
    const profile = { ...await read(context), id: randomHex(6) };
    await store.change(account, (known) => addProfile(known, profile));
    return context.json(profile, 201);
  });
  app.put("/profiles/:id", async (context) => {
    const [account, id] = [who(context), context.req.param("id")];
    const change = await read(context);
    const changed = await store.change(account, (known) => changeProfile(known, id, change));
    return context.json(findProfile(changed, id));
  });
  app.delete("/profiles/:id", async (context) => {
    const [account, id] = [who(context), context.req.param("id")];
    await store.change(account, (known) => removeProfile(known, id));
    return context.body(null, 204);
  });
}

async function accountOf(context: Context, { store, seal }: UserAppOptions): Promise<Account> {
  const { account } = requirePrincipal(context.req.raw.headers, seal);
  const found = await store.find(account);
  if (found !== undefined) return found.value;
  throw new NetopsError("UNAUTHENTICATED", "Cannot answer as the account is gone");
}

/** The gateway says where a client calls from, and drops what the client says about it. */
function originOf(context: Context): SignInOrigin {
  const address = context.req.header("x-forwarded-for") ?? "-";
  return { address, signal: context.req.raw.signal };
}

/** The refresh token of a logout, if one was sent. */
async function readLogout(context: Context): Promise<string | undefined> {
  const { headers } = context.req.raw;
  if (headers.get("content-type") === null) return undefined;
  const { LogoutBody } = await import("./schema.ts");
  return (await readJson(context.req.raw, LogoutBody)).refreshToken;
}
