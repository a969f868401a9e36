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
  /** Counts `value`; a `traceId` is shown as the exemplar of its bucket. */
  observe(value: number, labels?: Labels, traceId?: string): void;
  /** The series of these labels, looked up once instead of at each observation. */
  series(labels: Labels): SeriesHistogram;
}

/** One series of a histogram. */
export interface SeriesHistogram {
  observe(value: number, traceId?: string): void;
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

/** A series that stood still for so many prints gives its place to a new one: at one a second, 5 minutes. */
const PRINTS_AT_REST = 300;

/** Prometheus text 0.0.4, or OpenMetrics 1.0.0. */
export type MetricFormat = "prometheus" | "openmetrics";

type FamilyType = "counter" | "gauge" | "histogram";

interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: FamilyType;
  /** Labels as text → value, or buckets and sum. */
  readonly series: Map<string, Series>;
  readonly bucketsS: readonly number[];
  /** How often it was printed. */
  prints: number;
}

interface Series {
  value: number;
  /** `prints` of its family when it changed last; -1 when it gave its place away. */
  touched: number;
  readonly counts: Float64Array | undefined;
  /** The last traced observation of each bucket. */
  exemplars: (Exemplar | undefined)[] | undefined;
}

interface Exemplar {
  readonly traceId: string;
  readonly value: number;
}

/**
 * Holds the metrics of one process and prints them in Prometheus text.
 *
 * A name asked for twice is one family. A family keeps at most 2,000 series: a new one takes the place of the one
 * that stood still longest, if that is 300 prints or more (instances come and go with every deploy); else what it
 * observes is counted in `netops_metric_series_dropped_total` instead of filling the memory.
 * Source: Prometheus exposition format 0.0.4.
 */
export class MetricRegistry {
  readonly #families = new Map<string, Family>();
  readonly #updates: (() => void)[] = [];

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
      observe: (value, labels, traceId) =>
        this.#change(family, labels, (series) => observeInto(family, series, { value, traceId })),
      series: (labels) => {
        let known: Series | undefined;
        return {
          observe: (value, traceId) => {
            if (known === undefined || known.touched < 0) known = this.#find(family, labels);
            if (known !== undefined) observeInto(family, known, { value, traceId });
          },
        };
      },
    };
  }

  /** Calls `update` before each print, for what is read when somebody asks. */
  onPrint(update: () => void): void {
    this.#updates.push(update);
  }

  /** Prints all families as Prometheus text, or as OpenMetrics, which has exemplars. */
  text(format: MetricFormat = "prometheus"): string {
    for (const update of this.#updates) update();
    this.counter(DROPPED, "Observations that found no room for their series").add(0);
    const isOpen = format === "openmetrics";
    let text = "";
    for (const family of this.#families.values()) {
      family.prints++;
      text += familyText(family, isOpen);
    }
    return isOpen ? `${text}# EOF\n` : text;
  }

  #family(
    wanted: Omit<Family, "series" | "bucketsS" | "prints"> & { bucketsS?: readonly number[] },
  ): Family {
    const known = this.#families.get(wanted.name);
    if (known?.type === wanted.type) return known;
    if (known !== undefined) {
      throw new NetopsError(
        "BUG",
        `Cannot make ${wanted.name} a ${wanted.type}: it is a ${known.type}`,
      );
    }
    const family: Family = { bucketsS: [], ...wanted, series: new Map(), prints: 0 };
    this.#families.set(family.name, family);
    return family;
  }

  #change(family: Family, labels: Labels | undefined, change: (series: Series) => void): void {
    const series = this.#find(family, labels);
    if (series === undefined) return;
    series.touched = family.prints;
    change(series);
  }

  /** The series of these labels, made when it is new; undefined, and counted, when there is no room. */
  #find(family: Family, labels: Labels | undefined): Series | undefined {
    const key = labelKey(labels);
    const known = family.series.get(key);
    if (known !== undefined) return known;
    if (family.series.size >= MOST_SERIES && !makeRoom(family)) {
      this.#drop();
      return undefined;
    }
    const isHistogram = family.type === "histogram";
    const counts = isHistogram ? new Float64Array(family.bucketsS.length + 1) : undefined;
    const made: Series = { value: 0, touched: family.prints, counts, exemplars: undefined };
    family.series.set(key, made);
    return made;
  }

  #drop(): void {
    this.counter(DROPPED, "Observations that found no room for their series").add(1);
  }
}

/** Takes away the series that stood still longest; false when none did long enough. */
function makeRoom({ series, prints }: Family): boolean {
  let oldest: { readonly key: string; readonly series: Series } | undefined;
  for (const [key, one] of series) {
    if (oldest === undefined || one.touched < oldest.series.touched) oldest = { key, series: one };
  }
  if (oldest === undefined || prints - oldest.series.touched < PRINTS_AT_REST) return false;
  series.delete(oldest.key);
  oldest.series.touched = -1;
  return true;
}

function observeInto(
  { bucketsS, prints }: Family,
  series: Series,
  { value, traceId }: { readonly value: number; readonly traceId: string | undefined },
): void {
  series.touched = prints;
  let slot = 0;
  while (slot < bucketsS.length && !(value <= bucketsS[slot]!)) slot++;
  if (series.counts !== undefined) series.counts[slot] = (series.counts[slot] ?? 0) + 1;
  series.value += value;
  if (traceId === undefined) return;
  series.exemplars ??= [];
  series.exemplars[slot] = { traceId, value };
}

const DROPPED = "netops_metric_series_dropped_total";

function familyText(family: Family, isOpen: boolean): string {
  const { name } = family;
  let text = headText(family, isOpen);
  for (const [key, series] of family.series) {
    text += series.counts === undefined
      ? `${name}${braces(key)} ${numberText(series.value)}\n`
      : histogramText(family, key, { ...series, counts: series.counts, isOpen });
  }
  return text;
}

/** OpenMetrics names a counter without its `_total`, and knows none that has no such end. */
function headText({ name, type, help }: Family, isOpen: boolean): string {
  const isTotal = name.endsWith("_total");
  const shown = isOpen && type === "counter" && isTotal ? name.slice(0, -6) : name;
  const shownType = isOpen && type === "counter" && !isTotal ? "unknown" : type;
  return `# HELP ${shown} ${escapeHelp(help)}\n# TYPE ${shown} ${shownType}\n`;
}

function histogramText(
  { name, bucketsS }: Family,
  key: string,
  { counts, value, exemplars, isOpen }: Series & {
    readonly counts: Float64Array;
    readonly isOpen: boolean;
  },
): string {
  const prefix = key === "" ? "" : `${key},`;
  let total = 0;
  let text = "";
  for (let slot = 0; slot <= bucketsS.length; slot++) {
    total += counts[slot] ?? 0;
    const example = isOpen ? exemplarText(exemplars?.[slot]) : "";
    text += `${name}_bucket{${prefix}le="${bucketsS[slot] ?? "+Inf"}"} ${total}${example}\n`;
  }
  return text + `${name}_sum${braces(key)} ${numberText(value)}\n` +
    `${name}_count${braces(key)} ${total}\n`;
}

function exemplarText(exemplar: Exemplar | undefined): string {
  if (exemplar === undefined) return "";
  return ` # {trace_id="${exemplar.traceId}"} ${numberText(exemplar.value)}`;
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
