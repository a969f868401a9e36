import { LabelSet, METRIC_NAME } from "../../model/label_set.ts";
import type { DropCounter, SampleSink } from "../sinks.ts";
import {
  type ExpositionLimits,
  ExpositionReader,
  type ReadExposition,
} from "../text/exposition_reader.ts";
import { isCounterLine } from "../text/counter_line.ts";
import { floatLabelOf } from "../text/float_label.ts";
import { parseHead } from "../text/head.ts";
import { type KnownLine, REFUSED, UNASKED } from "../text/known_line.ts";
import type { ExpositionFormat } from "../text/line_tail.ts";
import type { SkewEstimate } from "./clock_skew.ts";
import { seriesLabels } from "./series_labels.ts";
import type { Target } from "./target.ts";

/** What the series of a target are made of. */
export interface TargetSeriesOptions {
  readonly target: Target;
  readonly sink: SampleSink;
  readonly onDrop: DropCounter;
  readonly limits: ExpositionLimits;
}

/** How a scrape went, for the series that tell of it. */
export interface ScrapeReport {
  readonly isUp: boolean;
  readonly durationMs: number;
  readonly samples: number;
  readonly clock?: SkewEstimate | undefined;
}

/** How far the clock of a target is ahead of telemetry's, and how far that may be wrong. */
const SKEW_SERIES = ["netops_clock_skew_seconds", "netops_clock_skew_error_seconds"] as const;

/** Readings after which a refused series is asked for again. */
const ASK_AGAIN = 30;
/** A line may not be dated further ahead. */
const MOST_AHEAD_MS = 600_000;

/** The series of one target: writes what was scraped, and ends what is not scraped any more. */
export class TargetSeries {
  readonly #options: TargetSeriesOptions;
  readonly #reader: ExpositionReader;
  readonly #own = new Map<string, number>();
  /** Time of the last exposition that was taken. */
  #takenMs: number | undefined;

  /** Begins without any series. */
  constructor(options: TargetSeriesOptions) {
    this.#options = options;
    this.#reader = new ExpositionReader(options.limits);
  }

  /** Writes one exposition; gives the number of its samples, or why it counts for nothing. */
  take(
    text: string,
    options: { readonly format: ExpositionFormat; readonly tsMs: number },
  ): number | string {
    const read = this.#reader.read(text, options.format);
    if ("reason" in read) {
      this.#options.onDrop("scrapes", reasonOf(read.reason), 1);
      return read.reason;
    }
    this.#append(read, options.tsMs);
    this.#takenMs = options.tsMs;
    this.#describe(read);
    this.#endUnread(options.tsMs);
    if (read.duplicates > 0) this.#options.onDrop("samples", "duplicate", read.duplicates);
    return read.length + read.duplicates;
  }

  /** Writes what Prometheus tells of each scrape, and how far the target's clock is off. */
  report({ isUp, durationMs, samples, clock }: ScrapeReport, tsMs: number): void {
    this.#tell("up", isUp ? 1 : 0, tsMs);
    this.#tell("scrape_duration_seconds", durationMs / 1_000, tsMs);
    this.#tell("scrape_samples_scraped", samples, tsMs);
    const [skew, error] = SKEW_SERIES;
    if (clock === undefined) return this.#endOwn(SKEW_SERIES, tsMs);
    this.#tell(skew, clock.skewMs / 1_000, tsMs);
    this.#tell(error, clock.errorMs / 1_000, tsMs);
  }

  /** Ends what was scraped, as a scrape failed; what tells of scrapes goes on. */
  endScraped(tsMs: number): void {
    for (const line of this.#reader.known.values()) {
      if (line.isLive) this.#options.sink.appendStale(line.ref, tsMs);
    }
    this.#reader.known.clear();
  }

  /** Ends everything: the target is gone. */
  endAll(tsMs: number): void {
    this.endScraped(tsMs);
    for (const ref of this.#own.values()) this.#options.sink.appendStale(ref, tsMs);
    this.#own.clear();
  }

  #append(read: ReadExposition, tsMs: number): void {
    const { sink, onDrop } = this.#options;
    let ahead = 0;
    for (let at = 0; at < read.length; at++) {
      const line = read.lines[at];
      if (line === undefined) continue;
      const saidMs = read.timestampsMs[at] ?? NaN;
      const isOurs = saidMs !== saidMs;
      if (line.ref < 0 && !this.#ask(line, isOurs)) continue;
      if (saidMs > tsMs + MOST_AHEAD_MS) {
        ahead++;
        continue;
      }
      const value = read.values[at] ?? NaN;
      if (!sink.append(line.ref, isOurs ? tsMs : saidMs, value)) {
        if (!this.#askAnew(line)) continue;
        sink.append(line.ref, isOurs ? tsMs : saidMs, value);
      }
      // A line that dates itself ends by itself.
      line.isLive = isOurs;
    }
    if (ahead > 0) onDrop("samples", "too_far_ahead", ahead);
    this.#example(read, tsMs);
  }

  #example({ exemplars }: ReadExposition, tsMs: number): void {
    const { sink } = this.#options;
    for (const { line, labels, value, tsMs: saidMs } of exemplars) {
      const ids = new Map(labels);
      const traceId = ids.get("trace_id") ?? ids.get("traceID");
      const spanId = ids.get("span_id");
      if (traceId === undefined || line.ref < 0) continue;
      sink.exemplar?.(line.ref, {
        ...{ traceId, value, tsMs: saidMs ?? tsMs },
        ...(spanId === undefined ? {} : { spanId }),
      });
    }
  }

  #describe({ families }: ReadExposition): void {
    for (const [family, facts] of families) this.#options.sink.describe?.(family, facts);
  }

  #ask(line: KnownLine, isOurs: boolean): boolean {
    if (line.ref === UNASKED) return this.#begin(line, isOurs);
    return this.#reader.reading % ASK_AGAIN === 0 ? this.#askAnew(line) : false;
  }

  /**
   * Asks for a line that is new. A counter that came since the last exposition was 0 then, and a sample says
   * so: else all that it counted before it was first seen would be missing in every increase.
   * Source: Prometheus, created timestamps as zeros, where a target says them.
   */
  #begin(line: KnownLine, isOurs: boolean): boolean {
    const name = line.parsed?.name ?? "";
    if (!this.#askAnew(line)) return false;
    const { sink } = this.#options;
    const wasAbsent = this.#takenMs !== undefined && isOurs &&
      isCounterLine(name, (family) => this.#reader.typeOf(family));
    if (wasAbsent && sink.isUnwritten?.(line.ref)) sink.append(line.ref, this.#takenMs ?? 0, 0);
    return true;
  }

  #askAnew(line: KnownLine): boolean {
    const { sink, target } = this.#options;
    const head = line.parsed ?? parseHead(line.head);
    line.parsed = undefined;
    line.isLive = false;
    if (head === undefined) return false;
    const floatLabel = floatLabelOf(head.name, (family) => this.#reader.typeOf(family));
    const labels = seriesLabels(head, target, { floatLabel });
    line.ref = sink.refOf(labels, target.id, { rank: target.rank }) ?? REFUSED;
    return line.ref >= 0;
  }

  #endUnread(tsMs: number): void {
    if (!this.#reader.hasUnread) return;
    const { known, reading } = this.#reader;
    const read = new Set<number>();
    for (const line of known.values()) if (line.seen === reading) read.add(line.ref);
    for (const line of known.values()) {
      // Labels in another order are another line of the same series.
      const isGone = line.seen !== reading && line.isLive && !read.has(line.ref);
      if (isGone) this.#options.sink.appendStale(line.ref, tsMs);
    }
    this.#reader.forgetUnread();
  }

  #endOwn(names: readonly string[], tsMs: number): void {
    for (const name of names) {
      const ref = this.#own.get(name);
      if (ref !== undefined) this.#options.sink.appendStale(ref, tsMs);
      this.#own.delete(name);
    }
  }

  #tell(name: string, value: number, tsMs: number): void {
    const { sink, target } = this.#options;
    const known = this.#own.get(name);
    if (known !== undefined && sink.append(known, tsMs, value)) return;
    const labels = LabelSet.of({ ...target.labels, [METRIC_NAME]: name });
    // Whether a process of the platform is up is known even when its own series find no place.
    const rank = target.rank === undefined ? undefined : "vital";
    const ref = sink.refOf(labels, target.id, { rank });
    if (ref === undefined) return;
    this.#own.set(name, ref);
    sink.append(ref, tsMs, value);
  }
}

function reasonOf(reason: string): string {
  return reason.startsWith("more than") ? "sample_limit" : "malformed";
}
