import type { Clock, HttpClient, Logger, Rng, Timer } from "@netops/core";
import type { OcaOrders, OcaReport } from "@netops/core/contracts";
import { REPORT_LIFE_MS } from "../report_life.ts";
import { combineOrders, type HeardOrders } from "./combine_orders.ts";

/** One cachecontrol that reports go to. */
export interface Listener {
  readonly id: string;
  readonly host: string;
  readonly port: number;
}

/** What reporting works with. */
export interface ReporterOptions {
  readonly listeners: () => readonly Listener[];
  readonly report: () => OcaReport;
  readonly onOrders: () => void;
  readonly http: HttpClient;
  readonly timer: Timer;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly logger: Logger;
  readonly token: string;
  readonly signal: AbortSignal;
}

const INTERVAL_MS = 2_000;
/** Until the first report is taken: at a start everybody begins at once, and viewers wait for OCAs. */
const FIRST_INTERVAL_MS = 100;
const JITTER_RATIO = 0.1;
/** Changes that come together go out together. */
const SOON_MS = 20;
const ANSWER_MS = 1_500;

/**
 * Reports to every cachecontrol, every 2 s and soon after a change, and keeps what they order.
 *
 * One that does not answer holds up nobody else.
 */
export class Reporter {
  readonly #options: ReporterOptions;
  readonly #heard = new Map<string, HeardOrders>();
  readonly #asking = new Set<string>();
  /** Who is to be asked again when the answer under way has come. */
  readonly #again = new Set<string>();
  #dueAtMs = Infinity;
  #cancel: () => void = () => undefined;
  #acceptedAtMs = -Infinity;

  constructor(options: ReporterOptions) {
    this.#options = options;
  }

  /** Since when no report was taken, in ms; Infinity before the first. */
  sinceAcceptedMs(): number {
    return this.#options.clock.monotonicMs() - this.#acceptedAtMs;
  }

  /** What all cachecontrols that were heard lately order together. */
  orders(): OcaOrders | undefined {
    return combineOrders(this.#heard.values(), this.#options.clock.monotonicMs());
  }

  /** Reports within `delayMs`, or earlier if that was due anyway. */
  soon(delayMs = SOON_MS): void {
    const { clock, timer, signal } = this.#options;
    const dueAtMs = clock.monotonicMs() + delayMs;
    if (signal.aborted || dueAtMs >= this.#dueAtMs) return;
    this.#dueAtMs = dueAtMs;
    this.#cancel();
    this.#cancel = timer.after(delayMs, () => this.#reportToAll());
  }

  /** Reports no more. */
  close(): void {
    this.#cancel();
    this.#dueAtMs = -Infinity;
  }

  #reportToAll(): void {
    this.#armNext(this.#acceptedAtMs === -Infinity ? FIRST_INTERVAL_MS : INTERVAL_MS);
    const body = JSON.stringify(this.#options.report());
    for (const listener of this.#options.listeners()) {
      if (this.#asking.has(listener.id)) this.#again.add(listener.id);
      else void this.#reportTo(listener, body);
    }
  }

  #armNext(intervalMs: number): void {
    this.#dueAtMs = Infinity;
    this.soon(intervalMs * (1 + JITTER_RATIO * (2 * this.#options.rng.next() - 1)));
  }

  async #reportTo(listener: Listener, body: string): Promise<void> {
    const { id } = listener;
    this.#asking.add(id);
    try {
      const orders = await this.#post(listener, body);
      const heardAtMs = this.#options.clock.monotonicMs();
      if (this.#acceptedAtMs === -Infinity) this.#armNext(INTERVAL_MS);
      this.#acceptedAtMs = heardAtMs;
      this.#heard.set(id, { orders, heardAtMs });
      this.#forget(heardAtMs);
      this.#options.onOrders();
    } catch (thrown) {
      if (this.#options.signal.aborted) return;
      this.#options.logger.log("debug", "a cachecontrol took no report", {
        ...{ id, reason: String(thrown) },
      });
    } finally {
      this.#asking.delete(id);
      if (this.#again.delete(id)) this.soon();
    }
  }

  async #post({ host, port }: Listener, body: string): Promise<OcaOrders> {
    const { http, timer, token, signal } = this.#options;
    const late = new AbortController();
    const cancel = timer.after(ANSWER_MS, () => late.abort());
    try {
      const response = await http.send({
        method: "POST",
        url: `http://${host}:${port}/reports`,
        headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
        body,
        signal: AbortSignal.any([signal, late.signal]),
      });
      if (response.ok) return await response.json();
      await response.body?.cancel();
      throw new Error(`status ${response.status}`);
    } finally {
      cancel();
    }
  }

  /** Instances come and go; what they said does not stay for ever. */
  #forget(nowMs: number): void {
    for (const [id, { heardAtMs }] of this.#heard) {
      if (nowMs - heardAtMs >= REPORT_LIFE_MS) this.#heard.delete(id);
    }
  }
}
