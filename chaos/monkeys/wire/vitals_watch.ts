import type { Clock } from "@netops/core";
import type { MonkeyWire } from "./monkey_wire.ts";
import { CallWindow, type Vitals, type VitalsRow } from "./vitals.ts";

/** What watching vitals works with. */
export interface VitalsWatchOptions {
  readonly wire: MonkeyWire;
  readonly clock: Clock;
  readonly metricsUrl: string | undefined;
  readonly windowMs: number;
}

interface QueryAnswer {
  readonly data: { readonly result: readonly VitalsRow[] };
}

const CALLS = "sum by (upstream_instance, code) (upstream_request_duration_seconds_count)";

/** Asks telemetry how every instance is. */
export class VitalsWatch {
  readonly #options: VitalsWatchOptions;
  readonly #window: CallWindow;
  #isBegun = false;

  /** Watches from now on. */
  constructor(options: VitalsWatchOptions) {
    this.#options = options;
    this.#window = new CallWindow(options.windowMs);
  }

  /** Reads the vitals; empty when telemetry does not answer: fleet's health checks are left then. */
  async read(): Promise<ReadonlyMap<string, Vitals>> {
    const { clock, metricsUrl, windowMs } = this.#options;
    if (metricsUrl === undefined) return new Map();
    const window = `${Math.max(1, Math.round(windowMs / 1_000))}s`;
    try {
      await this.#begin();
      const [calls, cpus] = await Promise.all([
        this.#ask(CALLS),
        this.#ask(`sum by (instance) (rate(process_cpu_seconds_total[${window}]))`),
      ]);
      const cpusOf = new Map(cpus.map(({ metric, value }) => [metric["instance"], value[1]]));
      const counts = this.#window.take(calls, clock.monotonicMs());
      const ids = new Set([...counts.keys(), ...cpusOf.keys()]);
      return new Map(
        [...ids].filter((id) => id !== undefined).map((id) => [id, {
          ...counts.get(id) ?? { calls: 0, failed: 0 },
          cpus: Number(cpusOf.get(id) ?? 0),
        }]),
      );
    } catch {
      // Telemetry is away or starts: that nobody measured is no complaint.
      return new Map();
    }
  }

  /** What came before the doctor did counts too: it looks back by a window. */
  async #begin(): Promise<void> {
    if (this.#isBegun) return;
    const { clock, windowMs } = this.#options;
    const before = await this.#ask(CALLS, clock.nowMs() - windowMs);
    this.#window.take(before, clock.monotonicMs() - windowMs);
    this.#isBegun = true;
  }

  async #ask(query: string, atMs?: number): Promise<readonly VitalsRow[]> {
    const at = atMs === undefined ? "" : `&time=${atMs / 1_000}`;
    const { metricsUrl } = this.#options;
    const url = `${metricsUrl}/api/v1/query?query=${encodeURIComponent(query)}${at}`;
    return (await this.#options.wire.ask<QueryAnswer>({ method: "GET", url })).data.result;
  }
}
