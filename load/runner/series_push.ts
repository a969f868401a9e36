import type { HttpClient, Timer } from "@netops/core";

/** What pushing works with. */
export interface SeriesPushOptions {
  /** Where OTLP is taken, without `/v1/metrics`; undefined when the platform has no telemetry. */
  readonly url: string | undefined;
  readonly http: HttpClient;
  readonly timer: Timer;
}

const SEND_TIMEOUT_MS = 1_000;

/** Sends series to the platform's telemetry; what cannot be sent never ends a load. */
export class SeriesPush {
  readonly #options: SeriesPushOptions;
  #sending: Promise<void> | undefined;

  /** Sends nothing yet. */
  constructor(options: SeriesPushOptions) {
    this.#options = options;
  }

  /** Sends a body; left out while another one is on its way, as the next holds all that it would. */
  send(body: string): void {
    if (this.#options.url === undefined) return;
    this.#sending ??= this.#post(this.#options.url, body).finally(() => this.#sending = undefined);
  }

  /** Sends the last body, for a second at most. */
  async close(body: string): Promise<void> {
    await this.#sending;
    this.send(body);
    await this.#sending;
  }

  async #post(url: string, body: string): Promise<void> {
    const { http, timer } = this.#options;
    const late = new AbortController();
    const cancel = timer.after(SEND_TIMEOUT_MS, () => late.abort());
    try {
      const response = await http.send({
        ...{ method: "POST", url: `${url}/v1/metrics`, body, signal: late.signal },
        headers: { "content-type": "application/json" },
      });
      await response.body?.cancel();
    } catch {
      // Telemetry is away: counters are whole again with the next body.
    } finally {
      cancel();
    }
  }
}
