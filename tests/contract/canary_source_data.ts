import { createFixedRng } from "@netops/core/testing";
import type { WrittenSeries } from "../harness/remote_write.ts";

/** Both sides of a canary, as telemetry would have scraped them each second. */
export const SIDES = ["shop-v001", "shop-v002"] as const;

const BOUNDS = ["0.001", "0.005", "0.01", "0.05", "0.1", "+Inf"];

/** What one side's callers and instances counted until the second `at`. */
export interface SideTruth {
  /** Requests, failed ones and lines of each second. */
  readonly requests: readonly number[];
  readonly failed: readonly number[];
  readonly lines: readonly number[];
}

/** The samples of both sides over so many seconds from a time on, and what is true of them. */
export function canarySamples(
  { fromMs, seconds }: { readonly fromMs: number; readonly seconds: number },
): {
  readonly series: readonly WrittenSeries[];
  readonly truth: Readonly<Record<string, SideTruth>>;
} {
  const rng = createFixedRng("canary source");
  const series: WrittenSeries[] = [];
  const truth: Record<string, SideTruth> = {};
  for (const group of SIDES) {
    const side = new Side(group, { fromMs, seconds });
    for (let at = 0; at <= seconds; at++) side.second(at, 3 + rng.integer(20), rng.next());
    series.push(...side.series());
    truth[group] = side.truth();
  }
  return { series, truth };
}

interface Growing {
  readonly labels: Readonly<Record<string, string>>;
  readonly samples: { readonly timeMs: number; readonly value: number | "stale" }[];
  value: number;
}

/** One side: two callers, of which one begins again in the middle, and two instances. */
class Side {
  readonly #group: string;
  readonly #window: { readonly fromMs: number; readonly seconds: number };
  readonly #series = new Map<string, Growing>();
  readonly #truth: Record<"requests" | "failed" | "lines", number[]> = {
    ...{ requests: [], failed: [], lines: [] },
  };

  constructor(group: string, window: { readonly fromMs: number; readonly seconds: number }) {
    this.#group = group;
    this.#window = window;
  }

  second(at: number, requests: number, chance: number): void {
    // Failures come late, so that their series begins within the window.
    const failed = at > 20 && chance < 0.3 ? 2 : 0;
    const middle = Math.floor(this.#window.seconds / 2);
    if (at === middle) this.#restart("gateway-2");
    for (const [caller, share] of [["gateway-1", 2], ["gateway-2", 1]] as const) {
      this.#answer(at, { caller, code: "200", count: requests * share });
      if (failed > 0 || this.#has(caller, "503")) {
        this.#answer(at, { caller, code: "503", count: failed });
      }
    }
    const lines = requests * 3;
    this.#instances(at, lines);
    if (at === 0) return;
    this.#truth.requests.push(3 * requests + 2 * failed);
    this.#truth.failed.push(2 * failed);
    this.#truth.lines.push(2 * lines);
  }

  series(): readonly WrittenSeries[] {
    return [...this.#series.values()];
  }

  truth(): SideTruth {
    return this.#truth;
  }

  #has(caller: string, code: string): boolean {
    return [...this.#series.values()].some(({ labels }) =>
      labels["instance"] === caller && labels["code"] === code
    );
  }

  #answer(
    at: number,
    { caller, code, count }: {
      readonly caller: string;
      readonly code: string;
      readonly count: number;
    },
  ): void {
    const labels = {
      ...{ upstream_app: "shop", upstream_server_group: this.#group, code, attempt: "1" },
      ...{ upstream_instance: `${this.#group}-a`, instance: caller, app: "gateway" },
    };
    const name = "upstream_request_duration_seconds";
    this.#grow(at, { __name__: `${name}_count`, ...labels }, count);
    this.#grow(at, { __name__: `${name}_sum`, ...labels }, count * 0.004);
    for (const [index, le] of BOUNDS.entries()) {
      const below = Math.floor(count * Math.min(1, (index + 1) / 4));
      this.#grow(at, { __name__: `${name}_bucket`, ...labels, le }, below);
    }
  }

  #instances(at: number, lines: number): void {
    for (const id of ["a", "b"]) {
      const labels = { app: "shop", server_group: this.#group, instance: `${this.#group}-${id}` };
      this.#grow(at, { __name__: "instance_log_lines_total", ...labels }, lines);
      this.#grow(at, { __name__: "instance_cpu_seconds_total", ...labels }, 0.03);
      this.#grow(at, { __name__: "instance_deaths_total", ...labels }, 0);
      // The second instance is gone for a while.
      const isGone = id === "b" && at > 30 && at <= 35;
      this.#set(
        at,
        { __name__: "instance_memory_bytes", ...labels },
        isGone ? "stale" : 8e7 + 1e5 * at,
      );
    }
  }

  #restart(caller: string): void {
    for (const series of this.#series.values()) {
      if (series.labels["instance"] === caller) series.value = 0;
    }
  }

  #grow(at: number, labels: Readonly<Record<string, string>>, by: number): void {
    const series = this.#of(labels);
    series.value += by;
    this.#put(series, at, series.value);
  }

  #set(at: number, labels: Readonly<Record<string, string>>, value: number | "stale"): void {
    this.#put(this.#of(labels), at, value);
  }

  #put(series: Growing, at: number, value: number | "stale"): void {
    series.samples.push({ timeMs: this.#window.fromMs + at * 1_000, value });
  }

  #of(labels: Readonly<Record<string, string>>): Growing {
    const key = JSON.stringify(labels);
    const known = this.#series.get(key);
    if (known !== undefined) return known;
    const made: Growing = { labels, samples: [], value: 0 };
    this.#series.set(key, made);
    return made;
  }
}
