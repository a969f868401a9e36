import type { CancelTimer, HttpClient, Timer } from "@netops/core";

/** What the watch of reachability works with. */
export interface ReachOptions {
  readonly http: HttpClient;
  readonly timer: Timer;
  /** Admin addresses of the gateways that serve. */
  gateways(): readonly string[];
}

const LOOK_MS = 1_000;

/** An app must be unreachable this many looks in a row: routes and leases travel for a moment. */
const LOOKS_TO_TELL = 2;

/**
 * Asks the gateways how many instances of each app they would send requests to.
 *
 * A health check says that a service works; only the gateways know whether anybody can reach it.
 */
export class Reach {
  readonly #options: ReachOptions;
  readonly #misses = new Map<string, number>();
  #cancel: CancelTimer = () => undefined;

  /** Watches nothing yet. */
  constructor(options: ReachOptions) {
    this.#options = options;
  }

  /** Begins to look, once a second. */
  start(): void {
    this.#cancel = this.#options.timer.every(LOOK_MS, () => void this.look());
  }

  /** Stops looking. */
  stop(): void {
    this.#cancel();
  }

  /** Whether no gateway that answers would send a request to this app. */
  isUnreachable(app: string): boolean {
    return (this.#misses.get(app) ?? 0) >= LOOKS_TO_TELL;
  }

  /** Asks every gateway once; a gateway that does not answer says nothing about any app. */
  async look(): Promise<void> {
    const answers = await Promise.all(this.#options.gateways().map((url) => this.#ask(url)));
    const known = answers.filter((answer) => answer !== undefined);
    const apps = new Set(known.flatMap((answer) => Object.keys(answer)));
    for (const app of apps) {
      const reached = known.some((answer) => (answer[app] ?? 0) > 0);
      this.#misses.set(app, reached ? 0 : (this.#misses.get(app) ?? 0) + 1);
    }
  }

  async #ask(gatewayUrl: string): Promise<Record<string, number> | undefined> {
    try {
      const url = `${gatewayUrl}/reachable`;
      const signal = AbortSignal.timeout(500);
      const response = await this.#options.http.send({ method: "GET", url, signal });
      if (response.ok) return await response.json();
      await response.body?.cancel();
    } catch {
      // It does not answer: fleet's own checks deal with that gateway.
    }
    return undefined;
  }
}
