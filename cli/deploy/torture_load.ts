import type { Clock, HttpClient, Timer } from "@netops/core";

/** What numbered requests are sent with. */
export interface TortureLoadOptions {
  /** `?n=NUMBER` is put behind it; the answer is JSON with the same `n`. */
  readonly url: string;
  readonly perSecond: number;
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly timer: Timer;
}

const TICK_MS = 20;
const DEADLINE_MS = 10_000;

/**
 * Sends numbered requests at a constant rate, whether answers come or not, until it is ended.
 *
 * One is dropped when its own number does not come back, whatever the status: a version that fails has answered.
 */
export class TortureLoad {
  readonly #options: TortureLoadOptions;
  readonly #startedMs: number;
  readonly #underWay = new Set<Promise<void>>();
  readonly #stop: () => void;
  #sent = 0;
  #dropped = 0;

  /** Begins at once. */
  constructor(options: TortureLoadOptions) {
    this.#options = options;
    this.#startedMs = options.clock.monotonicMs();
    this.#stop = options.timer.every(TICK_MS, () => this.#tick());
  }

  /** So far. */
  get count(): { readonly sent: number; readonly dropped: number } {
    return { sent: this.#sent, dropped: this.#dropped };
  }

  /** Stops, and waits for what is under way. */
  async end(): Promise<void> {
    this.#stop();
    await Promise.all(this.#underWay);
  }

  #tick(): void {
    const { clock, perSecond } = this.#options;
    const due = Math.floor((clock.monotonicMs() - this.#startedMs) * perSecond / 1_000);
    for (; this.#sent < due; this.#sent++) {
      const one = this.#ask(this.#sent);
      this.#underWay.add(one);
      one.finally(() => this.#underWay.delete(one));
    }
  }

  async #ask(n: number): Promise<void> {
    const { http, url } = this.#options;
    try {
      const signal = AbortSignal.timeout(DEADLINE_MS);
      const response = await http.send({ method: "GET", url: `${url}?n=${n}`, signal });
      if ((await response.json() as { n?: unknown }).n !== n) this.#dropped++;
    } catch {
      this.#dropped++;
    }
  }
}
