import type { SessionLine, StartLine } from "../session/session_line.ts";

/** A label of a series in the words of OTLP. */
interface OtlpAttribute {
  readonly key: string;
  readonly value: { readonly stringValue: string };
}

/** Upper bounds in ms. */
const BOUNDS_MS: readonly number[] = [25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000];
const CUMULATIVE = 2;

/** What is pushed besides what sessions tell. */
export interface LoadGauges {
  readonly nowMs: number;
  readonly running: number;
  /** Metric of a threshold → whether it is crossed now. */
  readonly crossed: Readonly<Record<string, boolean>>;
}

/** The live numbers of a load as OTLP, so that a chart and a stop condition of chaos can read them while it runs. */
export class LoadSeries {
  readonly #run: string;
  readonly #startedAtMs: number;
  readonly #starts = new Map<string, number>();
  readonly #buckets = new Array<number>(BOUNDS_MS.length + 1).fill(0);
  #startupSumMs = 0;
  #stalls = 0;
  #failovers = 0;

  /** Begins with nothing counted. */
  constructor(run: string, startedAtMs: number) {
    this.#run = run;
    this.#startedAtMs = startedAtMs;
    for (const outcome of ["started", "failed", "left"]) this.#starts.set(outcome, 0);
  }

  /** Counts what the engine says. */
  feed(line: SessionLine): void {
    if (line.type === "start") this.#start(line);
    else if (line.type !== "mark") return;
    else if (line.mark === "stalled") this.#stalls++;
    else if (line.mark === "failover") this.#failovers++;
  }

  /** The body of `POST /v1/metrics`. Source: OTLP 1.x, JSON encoding. */
  body({ nowMs, running, crossed }: LoadGauges): string {
    const metrics = [
      this.#sum(
        "netops_load_starts_total",
        [...this.#starts].map(([outcome, value]) => this.#point(value, nowMs, { outcome })),
      ),
      this.#sum("netops_load_stalls_total", [this.#point(this.#stalls, nowMs)]),
      this.#sum("netops_load_failovers_total", [this.#point(this.#failovers, nowMs)]),
      this.#gauge("netops_load_running", [this.#point(running, nowMs)]),
      this.#gauge(
        "netops_load_threshold_crossed",
        Object.entries(crossed).map(([metric, is]) => this.#point(is ? 1 : 0, nowMs, { metric })),
      ),
      this.#startupHistogram(nowMs),
    ];
    const resource = { attributes: attributesOf({ "service.name": "load" }) };
    return JSON.stringify({ resourceMetrics: [{ resource, scopeMetrics: [{ metrics }] }] });
  }

  #start({ outcome, atMs, scheduledAtMs, startupMs }: StartLine): void {
    this.#starts.set(outcome, (this.#starts.get(outcome) ?? 0) + 1);
    if (outcome !== "started") return;
    const tookMs = startupMs ?? atMs - scheduledAtMs;
    const at = BOUNDS_MS.findIndex((bound) => tookMs <= bound);
    const bucket = at < 0 ? BOUNDS_MS.length : at;
    this.#buckets[bucket] = (this.#buckets[bucket] ?? 0) + 1;
    this.#startupSumMs += tookMs;
  }

  #point(value: number, nowMs: number, labels: Readonly<Record<string, string>> = {}) {
    return { ...this.#frame(nowMs, labels), asDouble: value };
  }

  #sum(name: string, dataPoints: readonly object[]) {
    return { name, sum: { aggregationTemporality: CUMULATIVE, isMonotonic: true, dataPoints } };
  }

  #gauge(name: string, dataPoints: readonly object[]) {
    return { name, gauge: { dataPoints } };
  }

  #startupHistogram(nowMs: number) {
    const point = {
      ...this.#frame(nowMs, {}),
      count: String(this.#buckets.reduce((sum, count) => sum + count, 0)),
      sum: this.#startupSumMs,
      bucketCounts: this.#buckets.map(String),
      explicitBounds: BOUNDS_MS,
    };
    return {
      name: "netops_load_startup_ms",
      histogram: { aggregationTemporality: CUMULATIVE, dataPoints: [point] },
    };
  }

  #frame(nowMs: number, labels: Readonly<Record<string, string>>) {
    return {
      attributes: attributesOf({ run: this.#run, ...labels }),
      startTimeUnixNano: `${Math.round(this.#startedAtMs)}000000`,
      timeUnixNano: `${Math.round(nowMs)}000000`,
    };
  }
}

function attributesOf(labels: Readonly<Record<string, string>>): readonly OtlpAttribute[] {
  return Object.entries(labels).map(([key, stringValue]) => ({ key, value: { stringValue } }));
}
