/** Label names and values of one series. */
export type Labels = Readonly<Record<string, string>>;

/** A number that only grows. */
export interface Counter {
  add(value: number, labels?: Labels): void;
}

/** A number that goes up and down. */
export interface Gauge {
  set(value: number, labels?: Labels): void;
}

/** Counts observations into buckets. */
export interface Histogram {
  observe(value: number, labels?: Labels): void;
}

/** Upper bounds in seconds that fit calls on one machine. */
export const DEFAULT_BUCKETS_S: readonly number[] = [
  0.001,
  0.0025,
  0.005,
  0.01,
  0.025,
  0.05,
  0.1,
  0.25,
  0.5,
  1,
  2.5,
  5,
  10,
];

const MOST_SERIES = 2_000;

interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: "counter" | "gauge" | "histogram";
  readonly lines: () => string[];
}

/**
 * Holds the metrics of one process and prints them in Prometheus text.
 *
 * A family keeps at most 2,000 series; later ones are counted in `netops_metric_series_dropped_total`
 * instead of filling the memory.
 * Source: Prometheus exposition format 0.0.4.
 */
export class MetricRegistry {
  #families: Family[] = [];
  #dropped = 0;

  /** Makes a counter. */
  counter(name: string, help: string): Counter {
    const values = this.#scalar(name, help, "counter");
    return { add: (value, labels) => values(labels, (old) => old + value) };
  }

  /** Makes a gauge. */
  gauge(name: string, help: string): Gauge {
    const values = this.#scalar(name, help, "gauge");
    return { set: (value, labels) => values(labels, () => value) };
  }

  /** Makes a histogram over `bucketsS` (upper bounds, ascending). */
  histogram(name: string, help: string, bucketsS = DEFAULT_BUCKETS_S): Histogram {
    const series = new Map<string, { counts: Float64Array; sum: number }>();
    const lines = () => [...series].flatMap(([key, s]) => histogramLines(name, key, bucketsS, s));
    this.#families.push({ name, help, type: "histogram", lines });
    return {
      observe: (value, labels) => {
        const key = labelKey(labels);
        let entry = series.get(key);
        if (entry === undefined) {
          if (series.size >= MOST_SERIES) return void this.#dropped++;
          series.set(key, entry = { counts: new Float64Array(bucketsS.length + 1), sum: 0 });
        }
        const index = bucketsS.findIndex((bound) => value <= bound);
        const slot = index < 0 ? bucketsS.length : index;
        entry.counts[slot] = (entry.counts[slot] ?? 0) + 1;
        entry.sum += value;
      },
    };
  }

  /** Prints all families. */
  text(): string {
    const dropped = `# TYPE netops_metric_series_dropped_total counter\n` +
      `netops_metric_series_dropped_total ${this.#dropped}\n`;
    return this.#families.map((family) =>
      `# HELP ${family.name} ${family.help}\n# TYPE ${family.name} ${family.type}\n` +
      family.lines().map((line) => `${line}\n`).join("")
    ).join("") + dropped;
  }

  #scalar(name: string, help: string, type: "counter" | "gauge") {
    const values = new Map<string, number>();
    const lines = () => [...values].map(([key, value]) => `${name}${braces(key)} ${value}`);
    this.#families.push({ name, help, type, lines });
    return (labels: Labels | undefined, change: (old: number) => number) => {
      const key = labelKey(labels);
      const old = values.get(key);
      if (old === undefined && values.size >= MOST_SERIES) return void this.#dropped++;
      values.set(key, change(old ?? 0));
    };
  }
}

function labelKey(labels: Labels | undefined): string {
  if (labels === undefined) return "";
  let key = "";
  for (const name in labels) {
    key += `${key === "" ? "" : ","}${name}="${escapeLabel(labels[name] ?? "")}"`;
  }
  return key;
}

function escapeLabel(value: string): string {
  return /[\\"\n]/.test(value)
    ? value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")
    : value;
}

function braces(key: string): string {
  return key === "" ? "" : `{${key}}`;
}

function histogramLines(
  name: string,
  key: string,
  options: readonly number[],
  series?: { counts: Float64Array; sum: number },
): string[] {
  if (series === undefined) return [];
  const prefix = key === "" ? "" : `${key},`;
  let total = 0;
  const lines = options.map((bound, index) => {
    total += series.counts[index] ?? 0;
    return `${name}_bucket{${prefix}le="${bound}"} ${total}`;
  });
  total += series.counts[options.length] ?? 0;
  return [
    ...lines,
    `${name}_bucket{${prefix}le="+Inf"} ${total}`,
    `${name}_sum${braces(key)} ${series.sum}`,
    `${name}_count${braces(key)} ${total}`,
  ];
}
