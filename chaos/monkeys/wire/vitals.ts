/** What telemetry measured of an instance over a window. */
export interface Vitals {
  /** Calls that its callers made of it. */
  readonly calls: number;
  /** Those that came to nothing: an answer from 500 on, or none. */
  readonly failed: number;
  readonly cpus: number;
}

/** One row of an instant query of Prometheus' HTTP API. */
export interface VitalsRow {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

interface Counts {
  readonly calls: number;
  readonly failed: number;
}

const NOTHING: Counts = { calls: 0, failed: 0 };

/**
 * Counts calls over a window from counters that are read again and again. Pure over the time that is given.
 *
 * A series that was not there before counted from 0: PromQL's `increase` misses what a series is born with,
 * which is all there is of an instance that callers drop at once.
 */
export class CallWindow {
  readonly #windowMs: number;
  readonly #samples: { readonly atMs: number; readonly counts: ReadonlyMap<string, Counts> }[] = [];

  /** Counts over so long. */
  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  /** Takes the counters of now, by `upstream_instance` and `code`; answers what the window adds up to. */
  take(rows: readonly VitalsRow[], atMs: number): ReadonlyMap<string, Counts> {
    const counts = new Map<string, Counts>();
    for (const { metric, value } of rows) {
      const id = metric["upstream_instance"];
      if (id === undefined) continue;
      const { calls, failed } = counts.get(id) ?? NOTHING;
      const more = Number(value[1]);
      const isFailure = !/^[1-4]\d\d$/.test(metric["code"] ?? "");
      counts.set(id, { calls: calls + more, failed: failed + (isFailure ? more : 0) });
    }
    this.#samples.push({ atMs, counts });
    // The newest one that is as old as the window stays: the window reaches back to it.
    while ((this.#samples[1]?.atMs ?? atMs) <= atMs - this.#windowMs) this.#samples.shift();
    const first = this.#samples[0]?.counts ?? counts;
    return new Map([...counts].map(([id, now]) => [id, since(first.get(id) ?? NOTHING, now)]));
  }
}

/** A counter that is lower than before was born again with its process. */
function since(before: Counts, now: Counts): Counts {
  const calls = now.calls - before.calls;
  if (calls < 0) return now;
  return { calls, failed: Math.max(0, now.failed - before.failed) };
}
