import { type CallIncrease, increaseBetween, quantileOf, type Scrape } from "./rates.ts";

/** The calls to one app over the last seconds, as its callers saw them. */
export interface TrafficRow {
  readonly app: string;
  /** Every attempt counts, retries too. */
  readonly callsPerS: number;
  /** 0..1; left out when there was no call. */
  readonly errorRatio?: number;
  readonly p95Ms?: number;
  /** The real p95 is at or above `p95Ms`: it lies beyond the last bucket. */
  readonly p95AtLeast?: boolean;
  /** Calls per second, one value per step, oldest first. */
  readonly history: readonly number[];
}

interface Step {
  readonly durationMs: number;
  readonly apps: ReadonlyMap<string, CallIncrease>;
}

/** How many steps the numbers are averaged over. */
const WINDOW_STEPS = 5;
const HISTORY_STEPS = 60;
/** After a longer gap counting begins anew: an average over minutes is no rate of now. */
const MOST_GAP_MS = 10_000;

/**
 * Turns scrapes into rates over the last 5 steps. Pure: it knows only the times of the scrapes.
 *
 * The first scrape of a process is only where counting begins, so its past never shows as a burst.
 */
export class TrafficWindow {
  #previous = new Map<string, Scrape>();
  #previousAtMs: number | undefined;
  #steps: Step[] = [];
  #history = new Map<string, number[]>();

  /** Takes one step: the scrapes of every process that answered. */
  add(atMs: number, scrapes: readonly Scrape[]): void {
    if (atMs - (this.#previousAtMs ?? atMs) > MOST_GAP_MS) this.#reset();
    const apps = new Map<string, CallIncrease>();
    for (const scrape of scrapes) {
      const older = this.#previous.get(scrape.source);
      this.#previous.set(scrape.source, scrape);
      const increases = older === undefined ? new Map() : increaseBetween(older, scrape);
      for (const [app, increase] of increases) apps.set(app, sum(apps.get(app), increase));
      if (older === undefined) { for (const app of appsOf(scrape)) this.#remember(app); }
    }
    const durationMs = this.#previousAtMs === undefined ? 0 : atMs - this.#previousAtMs;
    this.#previousAtMs = atMs;
    if (durationMs <= 0) return;
    this.#steps = [...this.#steps, { durationMs, apps }].slice(-WINDOW_STEPS);
    for (const app of apps.keys()) this.#remember(app);
    for (const [app, history] of this.#history) {
      history.push(round(perSecond(apps.get(app)?.calls ?? 0, durationMs)));
      if (history.length > HISTORY_STEPS) history.shift();
    }
  }

  /** The rates now, one row per app that was ever called; none before two steps were taken. */
  rows(): Record<string, TrafficRow> {
    const durationMs = this.#steps.reduce((total, step) => total + step.durationMs, 0);
    const rows: Record<string, TrafficRow> = {};
    if (durationMs === 0) return rows;
    for (const app of [...this.#history.keys()].sort()) {
      const increase = this.#steps.reduce<CallIncrease | undefined>(
        (total, step) => sum(total, step.apps.get(app)),
        undefined,
      );
      rows[app] = rowOf(app, increase, { durationMs, history: this.#history.get(app) ?? [] });
    }
    return rows;
  }

  #reset(): void {
    this.#previous.clear();
    this.#previousAtMs = undefined;
    this.#steps = [];
    this.#history.clear();
  }

  #remember(app: string): void {
    if (!this.#history.has(app)) this.#history.set(app, []);
  }
}

function appsOf(scrape: Scrape): Set<string> {
  const apps = scrape.samples.map((sample) => sample.labels["upstream_app"]);
  return new Set(apps.filter((app) => app !== undefined));
}

function rowOf(
  app: string,
  increase: CallIncrease | undefined,
  window: { readonly durationMs: number; readonly history: readonly number[] },
): TrafficRow {
  const calls = increase?.calls ?? 0;
  const p95 = increase === undefined ? undefined : quantileOf(0.95, increase.buckets);
  return {
    app,
    callsPerS: round(perSecond(calls, window.durationMs)),
    ...(calls > 0 && increase !== undefined ? { errorRatio: increase.errors / calls } : {}),
    ...(p95 === undefined ? {} : { p95Ms: round(p95.valueMs), p95AtLeast: p95.atLeast }),
    history: [...window.history],
  };
}

function sum(left: CallIncrease | undefined, right: CallIncrease | undefined): CallIncrease {
  const buckets = new Map(left?.buckets ?? []);
  for (const [bound, count] of right?.buckets ?? []) {
    buckets.set(bound, (buckets.get(bound) ?? 0) + count);
  }
  return {
    calls: (left?.calls ?? 0) + (right?.calls ?? 0),
    errors: (left?.errors ?? 0) + (right?.errors ?? 0),
    buckets,
  };
}

function perSecond(count: number, durationMs: number): number {
  return (count * 1000) / durationMs;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
