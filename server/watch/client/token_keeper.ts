/// <reference lib="dom" />

/** What a sign-in or a refresh answers. */
export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresInS: number;
}

const REFRESH_KEY = "netops.watch.refresh";
const PROFILE_KEY = "netops.watch.profile";

/** A token this near to its end, or in the last fifth of its life, is renewed before it is used. */
const MARGIN_MS = 10_000;
const MARGIN_RATIO = 0.2;

/**
 * Holds the two tokens: the access token in memory only, where no other page and no later visit finds
 * it; the refresh token in the tab's session storage, so that reloading does not sign out, and closing
 * the tab does.
 */
export class TokenKeeper {
  #access: string | undefined;
  #freshUntilMs = 0;

  /** The access token, or undefined when there is none that still holds. */
  access(nowMs: number): string | undefined {
    return nowMs < this.#freshUntilMs ? this.#access : undefined;
  }

  get refresh(): string | undefined {
    return sessionStorage.getItem(REFRESH_KEY) ?? undefined;
  }

  get profile(): string | undefined {
    return sessionStorage.getItem(PROFILE_KEY) ?? undefined;
  }

  set profile(id: string | undefined) {
    if (id === undefined) sessionStorage.removeItem(PROFILE_KEY);
    else sessionStorage.setItem(PROFILE_KEY, id);
  }

  take({ accessToken, refreshToken, expiresInS }: Tokens, nowMs: number): void {
    this.#access = accessToken;
    const lifeMs = expiresInS * 1_000;
    this.#freshUntilMs = nowMs + lifeMs - Math.min(MARGIN_MS, lifeMs * MARGIN_RATIO);
    sessionStorage.setItem(REFRESH_KEY, refreshToken);
  }

  /** The service refused the access token: it is not shown again. */
  dropAccess(): void {
    this.#access = undefined;
    this.#freshUntilMs = 0;
  }

  clear(): void {
    this.dropAccess();
    sessionStorage.removeItem(REFRESH_KEY);
    sessionStorage.removeItem(PROFILE_KEY);
  }
}
