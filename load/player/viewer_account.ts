import { NetopsError } from "@netops/core";
import type { GatewayCall, GatewayClient } from "./gateway_client.ts";

/** What signing in answers. */
interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string | undefined;
}

/** Who signs up. */
export interface Credentials {
  readonly email: string;
  readonly password: string;
}

/** As many viewers as the plan of a viewer's account lets play at once. */
export const VIEWERS_PER_ACCOUNT = 4;

/** An account that viewers play with: signed up for them, and signed in for as long as they play. */
export class ViewerAccount {
  readonly #client: GatewayClient;
  readonly #credentials: Credentials;
  #tokens: Tokens;
  #refreshing: Promise<void> | undefined;

  private constructor(client: GatewayClient, credentials: Credentials, tokens: Tokens) {
    this.#client = client;
    this.#credentials = credentials;
    this.#tokens = tokens;
  }

  /** Signs up with the plan premium. @throws {NetopsError} what the platform answered. */
  static async signUp(
    client: GatewayClient,
    credentials: Credentials,
    signal: AbortSignal,
  ): Promise<ViewerAccount> {
    const body = { ...credentials, country: "DE", plan: "premium" };
    const call = { method: "POST", path: "/user/signup", body, signal };
    try {
      return new ViewerAccount(client, credentials, await client.json<Tokens>(call));
    } catch (error) {
      // The answer to a sign-up that worked was lost, and it was sent again.
      if (!(error instanceof NetopsError) || error.code !== "CONFLICT") throw error;
      return new ViewerAccount(client, credentials, await login(client, credentials, signal));
    }
  }

  /** Goes on with an account that was signed up before. */
  static resume(
    client: GatewayClient,
    { accessToken, ...credentials }: Credentials & { readonly accessToken: string },
  ): ViewerAccount {
    // Without a refresh token of its own it signs in again when the access token ends.
    return new ViewerAccount(client, credentials, { accessToken, refreshToken: undefined });
  }

  /** What calls are signed in with at this moment. */
  get accessToken(): string {
    return this.#tokens.accessToken;
  }

  /** Calls signed in; an access token that ended is renewed once. */
  async json<T>(call: GatewayCall): Promise<T> {
    const { accessToken } = this.#tokens;
    try {
      return await this.#client.json<T>({ ...call, accessToken });
    } catch (error) {
      if (!(error instanceof NetopsError) || error.code !== "UNAUTHENTICATED") throw error;
      if (this.#tokens.accessToken === accessToken) await this.#renew(call.signal);
      return await this.#client.json<T>({ ...call, accessToken: this.#tokens.accessToken });
    }
  }

  /** Viewers of one account renew once together: a refresh token used twice ends the whole family. */
  #renew(signal: AbortSignal | undefined): Promise<void> {
    return this.#refreshing ??= this.#fetchTokens(signal).finally(() => {
      this.#refreshing = undefined;
    });
  }

  async #fetchTokens(signal: AbortSignal | undefined): Promise<void> {
    const { refreshToken } = this.#tokens;
    const stop = signal === undefined ? {} : { signal };
    if (refreshToken === undefined) {
      this.#tokens = await login(this.#client, this.#credentials, signal);
      return;
    }
    try {
      const call = { method: "POST", path: "/user/refresh", body: { refreshToken }, ...stop };
      this.#tokens = await this.#client.json<Tokens>(call);
    } catch (error) {
      if (!(error instanceof NetopsError) || error.code !== "UNAUTHENTICATED") throw error;
      this.#tokens = await login(this.#client, this.#credentials, signal);
    }
  }
}

function login(
  client: GatewayClient,
  body: Credentials,
  signal: AbortSignal | undefined,
): Promise<Tokens> {
  const stop = signal === undefined ? {} : { signal };
  return client.json<Tokens>({ method: "POST", path: "/user/login", body, ...stop });
}
