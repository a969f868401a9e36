import { type Clock, NetopsError } from "@netops/core";
import type { Caller } from "@netops/core/clients";
import type { RevocationList, SigningKeySet } from "@netops/core/contracts";

/** How user is reached. */
export interface UserClientOptions {
  readonly caller: Caller;
  readonly token: string;
  readonly clock: Clock;
}

/** A request with a new token waits for this at most. */
const TIMEOUT_MS = 3_000;

/** Asks user for keys and revocations. */
export class UserClient {
  readonly #options: UserClientOptions;

  /** Calls nobody yet. */
  constructor(options: UserClientOptions) {
    this.#options = options;
  }

  /** The keys that are valid now. @throws {NetopsError} without an answer */
  async keys(): Promise<SigningKeySet> {
    const answer = await this.#get("/keys") as Partial<SigningKeySet>;
    if (Array.isArray(answer.keys)) return { keys: answer.keys };
    throw new NetopsError("UPSTREAM_FAILED", "Cannot read the keys of user");
  }

  /** The revocations that a living token may have met. @throws {NetopsError} without an answer */
  async revocations(): Promise<RevocationList> {
    const answer = await this.#get("/internal/revocations") as Partial<RevocationList>;
    if (Array.isArray(answer.revocations)) return { revocations: answer.revocations };
    throw new NetopsError("UPSTREAM_FAILED", "Cannot read the revocations of user");
  }

  async #get(path: string): Promise<unknown> {
    const { caller, token, clock } = this.#options;
    const response = await caller.call("user", {
      method: "GET",
      path,
      headers: { authorization: `Bearer ${token}` },
      deadlineAtMs: clock.nowMs() + TIMEOUT_MS,
    });
    if (response.ok) return await response.json();
    await response.body?.cancel();
    throw new NetopsError("UPSTREAM_FAILED", `Cannot use the answer ${response.status} of user`);
  }
}
