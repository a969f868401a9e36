import { LabelSet, METRIC_NAME } from "../../model/label_set.ts";
import type { DropCounter, Exemplar, SampleSink } from "../sinks.ts";
import { MalformedMessage, ProtoReader } from "../wire/proto_reader.ts";
import { SampleBuffer } from "./sample_buffer.ts";
import { type KnownSeries, SeriesByBytes } from "./series_by_bytes.ts";

/** What a writer is made of. */
export interface RemoteWriterOptions {
  readonly sink: SampleSink;
  readonly onDrop: DropCounter;
  /** Series that are remembered by their bytes, twice; 50,000. */
  readonly mostSeries?: number;
}

/** What became of a request. */
export interface WrittenSamples {
  readonly taken: number;
  readonly rejected: number;
  /** The first reason; empty without one. */
  readonly reason: string;
}

const MOST_SERIES = 50_000;
const MOST_AHEAD_MS = 600_000;
const REFUSED = -1;
const ASK_AGAIN = 30;
/** The bits of a stale marker. Source: Prometheus, model/value, StaleNaN. */
const STALE_HIGH = 0x7ff00000;
const STALE_LOW = 0x00000002;

/** Types of families by number. Source: Prometheus, prompb, MetricMetadata. */
const TYPES = [
  ...["unknown", "counter", "gauge", "histogram", "gaugehistogram"],
  ...["summary", "info", "stateset"],
];

/**
 * Writes the samples of remote write 1.0.
 *
 * The labels of a known series are never read: their bytes are looked up. A request is read to its end
 * before anything is written, so that of a malformed one no sample stays. Source: Prometheus remote write 1.0; prompb, WriteRequest.
 */
export class RemoteWriter {
  readonly #options: RemoteWriterOptions;
  readonly #known: SeriesByBytes;
  readonly #reasons = new Map<string, number>();
  readonly #samples = new SampleBuffer();
  #exemplars: { readonly series: KnownSeries; readonly exemplar: Exemplar }[] = [];
  #histograms = 0;
  #taken = 0;

  /** Begins with nothing known of any series. */
  constructor(options: RemoteWriterOptions) {
    this.#options = options;
    this.#known = new SeriesByBytes(options.mostSeries ?? MOST_SERIES);
  }

  /** Writes one plain request. @throws {MalformedMessage} when it is malformed; then no sample is written. */
  write(bytes: Uint8Array<ArrayBuffer>, nowMs: number): WrittenSamples {
    this.#reasons.clear();
    this.#taken = this.#histograms = 0;
    this.#exemplars = [];
    try {
      const reader = new ProtoReader(bytes);
      while (reader.next()) {
        if (reader.field === 1) this.#readSeries(reader);
        else if (reader.field === 3) this.#readFacts(reader);
        else reader.skip();
      }
      this.#append(nowMs);
    } finally {
      this.#samples.clear();
    }
    this.#options.sink.commit?.();
    return this.#close();
  }

  #append(nowMs: number): void {
    const { sink } = this.#options;
    const { series: all, timestampsMs, values, stale, length } = this.#samples;
    for (let at = 0; at < length; at++) {
      const series = all[at];
      const tsMs = timestampsMs[at] ?? NaN;
      const value = values[at] ?? NaN;
      if (series === undefined || series.ref === REFUSED) this.#reject("series_refused");
      else if (tsMs > nowMs + MOST_AHEAD_MS) this.#reject("too_far_ahead");
      else if (stale[at] === 1) sink.appendStale(series.ref, tsMs);
      else if (!sink.append(series.ref, tsMs, value)) this.#appendAnew(series, tsMs, value);
    }
    this.#taken = length - [...this.#reasons.values()].reduce((sum, count) => sum + count, 0);
    for (const { series, exemplar } of this.#exemplars) {
      if (series.ref !== REFUSED) sink.exemplar?.(series.ref, exemplar);
    }
  }

  #appendAnew(series: KnownSeries, tsMs: number, value: number): void {
    series.ref = this.#ask(series.bytes);
    if (series.ref === REFUSED) this.#reject("series_refused");
    else this.#options.sink.append(series.ref, tsMs, value);
  }

  #close(): WrittenSamples {
    let rejected = 0;
    if (this.#histograms > 0) this.#reasons.set("native_histogram", this.#histograms);
    for (const [reason, count] of this.#reasons) {
      this.#options.onDrop("samples", reason, count);
      rejected += count;
    }
    const [reason = ""] = this.#reasons.keys();
    return { taken: this.#taken, rejected, reason };
  }

  #readSeries(reader: ProtoReader): void {
    const outer = reader.enter();
    const from = reader.at;
    let to = from;
    let series: KnownSeries | undefined;
    while (reader.next()) {
      if (reader.field === 1) {
        if (series !== undefined) throw new MalformedMessage("labels stand behind samples");
        reader.skip();
        to = reader.at;
        continue;
      }
      series ??= this.#seriesOf(reader, from, to);
      if (reader.field === 2) this.#readSample(reader, series);
      else if (reader.field === 3) this.#readExemplar(reader, series);
      else {
        if (reader.field === 4) this.#histograms++;
        reader.skip();
      }
    }
    reader.leave(outer);
  }

  #seriesOf(reader: ProtoReader, from: number, to: number): KnownSeries {
    const known = this.#known.find(reader.view, from, to);
    if (known === undefined) {
      const own = reader.bytes.slice(from, to);
      return this.#known.add(own, this.#ask(own));
    }
    if (known.ref === REFUSED && ++known.met % ASK_AGAIN === 0) known.ref = this.#ask(known.bytes);
    return known;
  }

  #ask(bytes: Uint8Array<ArrayBuffer>): number {
    const labels = labelsOf(new ProtoReader(bytes));
    if (labels === undefined) return REFUSED;
    // As with OTLP: a sender that passes on a whole fleet brings more series than one target may.
    const owner = `remote_write/${labels.get("job")}/${labels.get("instance")}`;
    return this.#options.sink.refOf(labels, owner) ?? REFUSED;
  }

  #readSample(reader: ProtoReader, series: KnownSeries): void {
    const outer = reader.enter();
    let value = 0;
    let tsMs = 0;
    let isStale = false;
    while (reader.next()) {
      if (reader.field === 1) {
        value = reader.double();
        isStale = value !== value && reader.hasBits(reader.at - 8, STALE_HIGH, STALE_LOW);
      } else if (reader.field === 2) tsMs = reader.int64();
      else reader.skip();
    }
    reader.leave(outer);
    this.#samples.push(series, tsMs, { value, isStale });
  }

  #readExemplar(reader: ProtoReader, series: KnownSeries): void {
    const outer = reader.enter();
    const from = reader.at;
    let to = from;
    let value = 0;
    let tsMs = 0;
    while (reader.next()) {
      if (reader.field === 2) value = reader.double();
      else if (reader.field === 3) tsMs = reader.int64();
      else {
        reader.skip();
        if (reader.field === 1) to = reader.at;
      }
    }
    const labels = labelsOf(new ProtoReader(reader.bytes.slice(from, to)), "exemplar");
    reader.leave(outer);
    const traceId = labels?.get("trace_id") ?? "";
    const spanId = labels?.get("span_id") ?? "";
    if (traceId === "") return;
    const exemplar: Exemplar = { traceId, value, tsMs, ...(spanId === "" ? {} : { spanId }) };
    this.#exemplars.push({ series, exemplar });
  }

  #readFacts(reader: ProtoReader): void {
    const outer = reader.enter();
    const facts = { type: "unknown", help: "", unit: "" };
    let family = "";
    while (reader.next()) {
      if (reader.field === 1) facts.type = TYPES[reader.enumeration()] ?? "unknown";
      else if (reader.field === 2) family = reader.string();
      else if (reader.field === 4) facts.help = reader.string().slice(0, 1_024);
      else if (reader.field === 5) facts.unit = reader.string().slice(0, 64);
      else reader.skip();
    }
    reader.leave(outer);
    if (family !== "") this.#options.sink.describe?.(family, facts);
  }

  #reject(reason: string): void {
    this.#reasons.set(reason, (this.#reasons.get(reason) ?? 0) + 1);
  }
}

/** Reads labels; undefined when one comes twice or, but for exemplars, there is no name. */
function labelsOf(reader: ProtoReader, of: "series" | "exemplar" = "series"): LabelSet | undefined {
  const labels = new Map<string, string>();
  let count = 0;
  while (reader.next()) {
    const outer = reader.enter();
    let name = "";
    let value = "";
    while (reader.next()) {
      if (reader.field === 1) name = reader.string();
      else if (reader.field === 2) value = reader.string();
      else reader.skip();
    }
    reader.leave(outer);
    labels.set(name, value);
    count++;
  }
  const isNamed = of === "exemplar" || (labels.get(METRIC_NAME) ?? "") !== "";
  return count === labels.size && isNamed ? LabelSet.of(labels) : undefined;
}
