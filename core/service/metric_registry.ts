import { NetopsError } from "../errors/netops_error.ts";

/** Label names and values of one series; the same names in another order are another series. */
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

type FamilyType = "counter" | "gauge" | "histogram";

interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: FamilyType;
  /** Labels as text → value, or buckets and sum. */
  readonly series: Map<string, Series>;
  readonly bucketsS: readonly number[];
}

interface Series {
  value: number;
  readonly counts: Float64Array | undefined;
}

/**
 * Holds the metrics of one process and prints them in Prometheus text.
 *
 * A name asked for twice is one family. A family keeps at most 2,000 series; what later ones observe
 * is counted in `netops_metric_series_dropped_total` instead of filling the memory.
 * Source: Prometheus exposition format 0.0.4.
 */
export class MetricRegistry {
  readonly #families = new Map<string, Family>();
  #dropped = 0;

  /** Makes a counter. @throws {NetopsError} BUG when the name is one of another type, as below. */
  counter(name: string, help: string): Counter {
    const family = this.#family({ name, help, type: "counter" });
    return {
      add: (value, labels) => this.#change(family, labels, (series) => series.value += value),
    };
  }

  /** Makes a gauge. */
  gauge(name: string, help: string): Gauge {
    const family = this.#family({ name, help, type: "gauge" });
    return {
      set: (value, labels) => this.#change(family, labels, (series) => series.value = value),
    };
  }

  /** Makes a histogram over `bucketsS` (upper bounds, ascending). */
  histogram(name: string, help: string, bucketsS = DEFAULT_BUCKETS_S): Histogram {
    const family = this.#family({ name, help, type: "histogram", bucketsS });
    return {
      observe: (value, labels) =>
        this.#change(family, labels, (series) => {
          const index = family.bucketsS.findIndex((bound) => value <= bound);
          const slot = index < 0 ? family.bucketsS.length : index;
          if (series.counts !== undefined) series.counts[slot] = (series.counts[slot] ?? 0) + 1;
          series.value += value;
        }),
    };
  }

  /** Prints all families. */
  text(): string {
    let text = "";
    for (const family of this.#families.values()) text += familyText(family);
    return `${text}# TYPE netops_metric_series_dropped_total counter\n` +
      `netops_metric_series_dropped_total ${this.#dropped}\n`;
  }

  #family(wanted: Omit<Family, "series" | "bucketsS"> & { bucketsS?: readonly number[] }): Family {
    const known = this.#families.get(wanted.name);
    if (known?.type === wanted.type) return known;
    if (known !== undefined) {
      throw new NetopsError(
        "BUG",
        `Cannot make ${wanted.name} a ${wanted.type}: it is a ${known.type}`,
      );
    }
    const family: Family = { bucketsS: [], ...wanted, series: new Map() };
    this.#families.set(family.name, family);
    return family;
  }

  #change(family: Family, labels: Labels | undefined, change: (series: Series) => void): void {
    const key = labelKey(labels);
    let series = family.series.get(key);
    if (series === undefined) {
      if (family.series.size >= MOST_SERIES) return void this.#dropped++;
      const isHistogram = family.type === "histogram";
      const counts = isHistogram ? new Float64Array(family.bucketsS.length + 1) : undefined;
      family.series.set(key, series = { value: 0, counts });
    }
    change(series);
  }
}

function familyText(family: Family): string {
  const { name, type } = family;
  let text = `# HELP ${name} ${escapeHelp(family.help)}\n# TYPE ${name} ${type}\n`;
  for (const [key, { value, counts }] of family.series) {
    text += counts === undefined
      ? `${name}${braces(key)} ${numberText(value)}\n`
      : histogramText(family, key, { counts, sum: value });
  }
  return text;
}

function histogramText(
  { name, bucketsS }: Family,
  key: string,
  series: { readonly counts: Float64Array; readonly sum: number },
): string {
  const prefix = key === "" ? "" : `${key},`;
  let total = 0;
  let text = "";
  for (let slot = 0; slot <= bucketsS.length; slot++) {
    total += series.counts[slot] ?? 0;
    text += `${name}_bucket{${prefix}le="${bucketsS[slot] ?? "+Inf"}"} ${total}\n`;
  }
  return text + `${name}_sum${braces(key)} ${numberText(series.sum)}\n` +
    `${name}_count${braces(key)} ${total}\n`;
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

function escapeHelp(help: string): string {
  return help.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}

function numberText(value: number): string {
  return String(value).replace(/Infinity$/, "Inf").replace(/^Inf/, "+Inf");
}

function braces(key: string): string {
  return key === "" ? "" : `{${key}}`;
}
