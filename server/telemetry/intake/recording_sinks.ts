import type { LabelSet } from "../model/label_set.ts";
import type {
  Exemplar,
  FamilyFacts,
  LogRow,
  LogSink,
  SampleSink,
  SpanRow,
  SpanSink,
} from "./sinks.ts";

/** A sample as a test looks at it; a stale marker is "stale". */
export interface RecordedSample {
  readonly series: string;
  readonly tsMs: number;
  readonly value: number | "stale";
}

/** Remembers samples, for tests. */
export class RecordingSampleSink implements SampleSink {
  readonly samples: RecordedSample[] = [];
  readonly exemplars: (Exemplar & { readonly series: string })[] = [];
  readonly families = new Map<string, FamilyFacts>();
  /** Series that are refused. */
  readonly refused = new Set<string>();
  /** Labels by number. */
  readonly labels: LabelSet[] = [];
  asked = 0;
  commits = 0;
  isBusy = false;
  readonly #refs = new Map<string, number>();
  readonly #written = new Set<number>();
  readonly #dead = new Set<number>();

  /** Gives a number to each series. */
  refOf(labels: LabelSet): number | undefined {
    this.asked++;
    if (this.refused.has(labels.get("__name__"))) return undefined;
    let ref = this.#refs.get(labels.key);
    if (ref === undefined || this.#dead.has(ref)) {
      ref = this.labels.push(labels) - 1;
      this.#refs.set(labels.key, ref);
    }
    return ref;
  }

  /** Remembers a sample. */
  append(ref: number, tsMs: number, value: number): boolean {
    if (this.#dead.has(ref)) return false;
    this.#written.add(ref);
    this.samples.push({ series: this.#name(ref), tsMs, value });
    return true;
  }

  /** Whether nothing came since it was made. */
  isUnwritten(ref: number): boolean {
    return !this.#written.has(ref);
  }

  /** Remembers an end. */
  appendStale(ref: number, tsMs: number): void {
    this.samples.push({ series: this.#name(ref), tsMs, value: "stale" });
  }

  /** Remembers an example. */
  exemplar(ref: number, exemplar: Exemplar): void {
    this.exemplars.push({ ...exemplar, series: this.#name(ref) });
  }

  /** Remembers what is said of a family. */
  describe(family: string, facts: FamilyFacts): void {
    this.families.set(family, facts);
  }

  /** Counts. */
  commit(): void {
    this.commits++;
  }

  /** As the test says. */
  isFull(): boolean {
    return this.isBusy;
  }

  /** Makes every number mean nothing, as a store that forgot its series. */
  forgetAll(): void {
    for (const ref of this.#refs.values()) this.#dead.add(ref);
  }

  /** Samples by `name{label="value"}`, and forgets them. */
  drain(): RecordedSample[] {
    return this.samples.splice(0);
  }

  #name(ref: number): string {
    const labels = this.labels[ref];
    const inside = [...labels?.entries() ?? []].filter(([name]) => name !== "__name__")
      .map(([name, value]) => `${name}="${value}"`).join(",");
    return `${labels?.get("__name__")}{${inside}}`;
  }
}

/** Remembers spans and lines, for tests. */
export class RecordingRowSink<Row extends SpanRow | LogRow> {
  readonly rows: Row[] = [];
  /** How many more it takes. */
  room = Infinity;
  isBusy = false;

  /** Takes what there is room for. */
  take(rows: readonly Row[]): number {
    const taken = rows.slice(0, this.room);
    this.rows.push(...taken);
    return rows.length - taken.length;
  }

  /** As the test says. */
  isFull(): boolean {
    return this.isBusy;
  }
}

/** A sink of spans for tests. */
export type RecordingSpanSink = RecordingRowSink<SpanRow> & SpanSink;
/** A sink of lines for tests. */
export type RecordingLogSink = RecordingRowSink<LogRow> & LogSink;
