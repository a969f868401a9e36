import type { PlannedApp, PlatformApp } from "@netops/core/contracts";
import { BILLING_APP } from "../../server/billing/manifest.ts";
import { EVENTS_APP } from "../../server/events/manifest.ts";
import { USER_APP } from "../../server/user/manifest.ts";
import { FleetRig } from "./fleet_rig.ts";

/** What tests read of the answers of user; each has some of it. */
export interface UserBody {
  readonly code?: string;
  readonly account?: string;
  readonly accessToken?: string;
  readonly refreshToken?: string;
  readonly email?: string;
  readonly plan?: string;
  readonly keys?: readonly { readonly kid: string; readonly x: string }[];
  readonly billing?: { readonly subscription: { readonly plan: string } };
}

/** An answer of user, through a gateway or from an instance. */
export interface UserAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: UserBody;
}

/** How one request is sent. */
export interface UserCall {
  readonly method?: string;
  readonly token?: string;
  readonly body?: unknown;
  /** Where to; a gateway when left out. */
  readonly base?: string;
}

/** The password of every account of these tests. */
export const PASSWORD = "correct horse battery";

/** User, billing, events and the ground, as fleet runs them. */
export class UserRig {
  #emails = 0;

  private constructor(readonly fleet: FleetRig) {}

  /** Boots two gateways and two instances of user, told to hash little at once and to forgive reuse for 300 ms only. */
  static async with(test: (rig: UserRig) => Promise<void>): Promise<void> {
    const config = { hashLimit: 1, hashQueue: 2, refreshGraceMs: 300 };
    const apps = [
      planned(USER_APP, { replicas: 2, config }),
      planned(BILLING_APP, { replicas: 1 }),
      planned(EVENTS_APP, { replicas: 1 }),
    ];
    await FleetRig.withApps(apps, (fleet) => test(new UserRig(fleet)), { gateways: 2 });
  }

  /** Sends a request on a connection of its own, so that it meets any gateway. */
  async call(path: string, call: UserCall = {}): Promise<UserAnswer> {
    const { body, token, base = `${this.fleet.run.urls.gateway}/user` } = call;
    const method = call.method ?? (body === undefined ? "GET" : "POST");
    using client = Deno.createHttpClient({ poolMaxIdlePerHost: 0 });
    const response = await fetch(base + path, {
      method,
      client,
      headers: {
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(15_000),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === "" ? {} : JSON.parse(text),
    };
  }

  /** Signs a new account up. */
  async signUp(): Promise<UserBody & { readonly email: string }> {
    const email = `person${++this.#emails}@example.test`;
    const { status, body } = await this.call("/signup", {
      body: { email, password: PASSWORD, country: "DE", plan: "premium" },
    });
    if (status !== 201) throw new Error(`sign-up answered ${status} ${JSON.stringify(body)}`);
    return { ...body, email };
  }

  /** Addresses of the instances of user. */
  async bases(): Promise<string[]> {
    const rows = await this.fleet.untilUp("user", 2);
    return rows.map(({ host, port }) => `http://${host}:${port}`);
  }

  /** The statuses of so many requests, each on a connection of its own. */
  async statuses(token: string | undefined, count = 12): Promise<Set<number>> {
    const call = token === undefined ? {} : { token };
    const answers = await Promise.all(
      Array.from({ length: count }, () => this.call("/profiles", call)),
    );
    return new Set(answers.map(({ status }) => status));
  }
}

function planned(
  app: PlatformApp,
  options: { readonly replicas: number; readonly config?: Readonly<Record<string, unknown>> },
): PlannedApp {
  const { individuals: _, route, ...rest } = app;
  return {
    ...rest,
    ...(route === undefined ? {} : { route }),
    individuals: [],
    replicas: options.replicas,
    config: options.config ?? app.config,
  };
}
