import { type Clock, NetopsError, type Timer } from "@netops/core";
import type { FaultDocument, FaultRequest, FaultView, PsInstance } from "@netops/core/contracts";
import type { SideWire } from "../guardian/sides/side_wire.ts";

/** What speaking to the guardian works with. */
export interface GuardianClientOptions {
  readonly wire: SideWire;
  readonly fleetUrl: string;
  readonly clock: Clock;
  readonly timer: Timer;
}

/** Why faults end that their own experiment ends. */
export const EXPERIMENT_ENDED_IT = "the experiment ended it";

/** A guardian that was killed is back well within this. */
const AWAY_MS = 4_000;
const LOOK_MS = 100;

/** Speaks to the guardian of a platform, also over its restarts. */
export class GuardianClient {
  readonly #options: GuardianClientOptions;
  #url: string | undefined;

  /** Makes one. */
  constructor(options: GuardianClientOptions) {
    this.#options = options;
  }

  /** Injects a fault. Not sent twice: whether a lost answer meant yes nobody knows. */
  async inject(request: Partial<FaultRequest>): Promise<FaultDocument> {
    const url = `${await this.#find()}/v1/chaos/faults`;
    return await this.#options.wire.ask({ method: "POST", url, body: request });
  }

  /** Ends one fault, or all of an experiment; answers how far each is. */
  async stop(what: { ids?: string[]; experimentId?: string }): Promise<FaultView[]> {
    const body = { ...what, reason: EXPERIMENT_ENDED_IT };
    const { faults } = await this.#again<{ faults: FaultView[] }>("POST", "/v1/chaos/stop", body);
    return faults;
  }

  /** One fault, or undefined when the guardian does not know it (any more). */
  async get(id: string): Promise<FaultView | undefined> {
    try {
      return await this.#again<FaultView>("GET", `/v1/chaos/faults/${id}`);
    } catch (thrown) {
      if (thrown instanceof NetopsError && thrown.code === "NOT_FOUND") return undefined;
      throw thrown;
    }
  }

  /** Renews everything of an experiment; a guardian that is away is told again soon. */
  async renew(experimentId: string): Promise<void> {
    const url = `${await this.#find()}/v1/chaos/renew`;
    try {
      await this.#options.wire.ask({ method: "POST", url, body: { experimentId } });
    } catch {
      // The lease is longer than a few lost renewals.
      this.#url = undefined;
    }
  }

  /** Asks what may be asked twice, until the guardian is back. */
  async #again<T>(method: "GET" | "POST", path: string, body?: unknown): Promise<T> {
    const { wire, clock, timer } = this.#options;
    const endMs = clock.monotonicMs() + AWAY_MS;
    for (;;) {
      try {
        const url = `${await this.#find()}${path}`;
        return await wire.ask<T>(body === undefined ? { method, url } : { method, url, body });
      } catch (thrown) {
        this.#url = undefined;
        if (!isAway(thrown) || clock.monotonicMs() >= endMs) throw thrown;
        await timer.sleep(LOOK_MS);
      }
    }
  }

  async #find(): Promise<string> {
    if (this.#url !== undefined) return this.#url;
    const { wire, fleetUrl } = this.#options;
    const url = `${fleetUrl}/v1/instances`;
    const { instances } = await wire.ask<{ instances: PsInstance[] }>({ method: "GET", url });
    const found = instances.find(({ app, status }) => app === "guardian" && status === "UP");
    if (found === undefined) {
      throw new NetopsError("NO_INSTANCE", "The guardian is not up", { fix: "netops ps" });
    }
    return this.#url = `http://${found.host}:${found.port}`;
  }
}

function isAway(thrown: unknown): boolean {
  return thrown instanceof NetopsError &&
    ["NO_INSTANCE", "UNREACHABLE", "TIMED_OUT"].includes(thrown.code);
}
