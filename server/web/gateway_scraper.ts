import { type Clock, type HttpClient, NetopsError, type Timer } from "@netops/core";
import type { PsInstance } from "@netops/core/contracts";
import { answerWithin } from "./answer_within.ts";
import { messageOf } from "./fleet_facts.ts";
import type { GatewayRow } from "./ops_snapshot.ts";
import { parsePromText } from "./prom_text.ts";
import { CALL_SAMPLE_NAMES, type Scrape } from "./rates.ts";

const LIMIT_MS = 1_000;

/** Reads the metrics of gateways and remembers when each answered last. */
export class GatewayScraper {
  #okAtMs = new Map<string, number>();
  readonly #http: HttpClient;
  readonly #clock: Clock;
  readonly #timer: Timer;

  /** Uses these ports. */
  constructor(options: {
    readonly http: HttpClient;
    readonly clock: Clock;
    readonly timer: Timer;
  }) {
    this.#http = options.http;
    this.#clock = options.clock;
    this.#timer = options.timer;
  }

  /** Scrapes all at once; who does not answer is a row with an error and no scrape. */
  async scrape(
    gateways: readonly PsInstance[],
  ): Promise<{ readonly rows: GatewayRow[]; readonly scrapes: Scrape[] }> {
    const known = new Set(gateways.map((gateway) => gateway.id));
    for (const id of this.#okAtMs.keys()) if (!known.has(id)) this.#okAtMs.delete(id);
    const answers = await Promise.all(gateways.map((gateway) => this.#one(gateway)));
    return {
      rows: answers.map((answer) => answer.row),
      scrapes: answers.flatMap((answer) => answer.scrape ?? []),
    };
  }

  async #one(gateway: PsInstance): Promise<{ row: GatewayRow; scrape?: Scrape }> {
    try {
      const text = await answerWithin(
        this.#timer,
        LIMIT_MS,
        (signal) => this.#read(gateway, signal),
      );
      const samples = parsePromText(text, CALL_SAMPLE_NAMES);
      this.#okAtMs.set(gateway.id, this.#clock.nowMs());
      return {
        row: { id: gateway.id, okAtMs: this.#clock.nowMs() },
        scrape: { source: gateway.id, atMs: this.#clock.monotonicMs(), samples },
      };
    } catch (thrown) {
      const okAtMs = this.#okAtMs.get(gateway.id) ?? 0;
      return { row: { id: gateway.id, okAtMs, error: messageOf(thrown) } };
    }
  }

  async #read(gateway: PsInstance, signal: AbortSignal): Promise<string> {
    const url = `${gateway.adminUrl ?? ""}/metrics`;
    const response = await this.#http.send({ method: "GET", url, signal });
    if (response.status === 200) return await response.text();
    await response.body?.cancel();
    throw new NetopsError("UPSTREAM_FAILED", `Cannot read metrics: status ${response.status}`);
  }
}
