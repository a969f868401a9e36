/** What tests of user share: the whole service but its process, over a database in memory. */
import { type Clock, PrincipalSeal } from "@netops/core";
import type { Caller, CallerRequest } from "@netops/core/clients";
import { MetricRegistry } from "@netops/core/service";
import { createFixedRng, FakeClock, FakeEventLog, RecordingLogger } from "@netops/core/testing";
import { createUserApp } from "./app.ts";
import { BillingClient } from "./billing_client.ts";
import { LoginGuard } from "./login_guard.ts";
import { Outbox } from "./outbox.ts";
import { SCRYPT_COST } from "./password_hash.ts";
import { PasswordHasher } from "./password_hasher.ts";
import { REFRESH_RULES } from "./refresh_family.ts";
import { SignIn } from "./sign_in.ts";
import { SigningKeys } from "./signing_keys.ts";
import { UserStore } from "./store.ts";
import { viewingOf } from "./viewing_client.ts";
import { TokenIssuer } from "./token_issuer.ts";

/** The run token of tests. */
export const TOKEN = "run-token";

/** One instance of user; several share a database. */
export class UserWorld {
  readonly clock: FakeClock;
  readonly log: FakeEventLog;
  readonly logger: RecordingLogger = new RecordingLogger();
  readonly seal: PrincipalSeal = new PrincipalSeal(TOKEN);
  readonly refreshes: string[] = [];
  readonly billingCalls: CallerRequest[] = [];
  /** What recommendation answers; throws while it is away. */
  recommendation: () => Response = () => Response.json({ profiles: [] });
  /** What billing answers; throws while it is away. */
  billing: (request: CallerRequest) => Response = () => Response.json({ plan: "premium" });
  readonly outbox: Outbox;
  readonly store: UserStore;
  readonly keys: SigningKeys;
  readonly signIn: SignIn;
  readonly fetch: (request: Request) => Response | Promise<Response>;

  /** Builds an instance; `kv` may be another one's. */
  constructor(
    readonly kv: Deno.Kv,
    options: { readonly name?: string; readonly of?: UserWorld } = {},
  ) {
    const { name = "one", of } = options;
    const clock: Clock = this.clock = of?.clock ?? new FakeClock();
    this.log = of?.log ?? new FakeEventLog({ clock });
    const rng = createFixedRng(name);
    const randomHex = (bytes: number) => rng.hex(bytes);
    const { logger, seal } = this;
    const shared = { kv, clock, logger, randomHex };
    this.outbox = new Outbox({ ...shared, producer: this.log.producer() });
    this.store = new UserStore({ kv, outbox: this.outbox, rememberRevocationMs: 60_000 });
    const rules = { leadMs: 30_000, periodMs: 3_600_000 };
    this.keys = new SigningKeys({ ...shared, runId: "run-1", rules });
    const issuer = new TokenIssuer({ ...shared, keys: this.keys, runId: "run-1", lifeS: 600 });
    const metrics = new MetricRegistry();
    const hasher = new PasswordHasher({
      ...{ cost: SCRYPT_COST, limit: 2, queueLimit: 2, clock, randomHex },
      durations: metrics.histogram("d_seconds", "D"),
      waiting: metrics.gauge("w", "W"),
    });
    this.signIn = new SignIn({
      ...{ store: this.store, hasher, issuer, clock, logger, randomHex },
      ...{ guard: new LoginGuard(), rules: REFRESH_RULES, cost: SCRYPT_COST },
      onRefresh: (outcome) => this.refreshes.push(outcome),
    });
    const ask = { caller: this.#caller(), token: TOKEN, seal, clock };
    const billing = new BillingClient({ ...ask, logger });
    const app = createUserApp({
      ...{ ...shared, signIn: this.signIn, store: this.store, keys: this.keys },
      ...{ billing, seal, token: TOKEN },
      viewingOf: (account) => viewingOf(account, ask),
    });
    this.fetch = (request) => app.fetch(request);
  }

  /** Sends a request as the gateway would; a body is sent as JSON. */
  async ask(
    method: string,
    path: string,
    options: { readonly account?: string; readonly body?: unknown } = {},
  ): Promise<{ status: number; headers: Headers; body: Record<string, unknown> }> {
    const { account, body } = options;
    const headers = new Headers({ "x-forwarded-for": "127.0.0.9" });
    if (body !== undefined) headers.set("content-type", "application/json");
    if (account !== undefined) {
      headers.set("x-netops-principal", this.seal.seal({ account, country: "DE" }));
    }
    const response = await this.fetch(
      new Request(`http://user${path}`, {
        ...{ method, headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
    const text = await response.text();
    const parsed = text === "" ? {} : JSON.parse(text);
    return { status: response.status, headers: response.headers, body: parsed };
  }

  /** Signs `ada@example.test` up and answers what she was told. */
  async signUp(email = "ada@example.test"): Promise<{ account: string; refreshToken: string }> {
    const body = { email, password: "correct horse", country: "DE" };
    const { account, refreshToken } = (await this.ask("POST", "/signup", { body })).body;
    return { account: String(account), refreshToken: String(refreshToken) };
  }

  /** What was told of accounts, in order. */
  async told(): Promise<Record<string, unknown>[]> {
    await this.outbox.flush();
    return this.log.messages("account").map(({ message }) => JSON.parse(message.value));
  }

  #caller(): Caller {
    return {
      call: async (app, request) => {
        if (app === "recommendation") return this.recommendation();
        this.billingCalls.push(request);
        return await this.billing(request);
      },
      close: () => {},
    };
  }
}

/** Runs a test with an instance over a database in memory. */
export function withUser(test: (world: UserWorld) => Promise<void>): () => Promise<void> {
  return async () => {
    const kv = await Deno.openKv(":memory:");
    try {
      const world = new UserWorld(kv);
      await test(world);
      await world.outbox.flush();
    } finally {
      kv.close();
    }
  };
}
