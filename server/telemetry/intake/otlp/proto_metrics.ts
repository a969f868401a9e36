import type { ProtoReader } from "../wire/proto_reader.ts";
import type { OtlpExemplar, OtlpMetric, OtlpPoint, OtlpValue } from "./otlp_tree.ts";
import { readAttribute, within } from "./proto_groups.ts";

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Kinds of metrics by field. */
const KINDS: Readonly<Record<number, OtlpMetric["kind"]>> = {
  5: "gauge",
  7: "sum",
  9: "histogram",
  10: "exponential",
  11: "summary",
};

/** Reads a `Metric`. Source: opentelemetry-proto, metrics/v1. */
export function readProtoMetric(reader: ProtoReader): OtlpMetric {
  const points: OtlpPoint[] = [];
  const metric: Writable<OtlpMetric> = {
    ...{ name: "", description: "", unit: "", kind: "none" },
    ...{ temporality: 0, isMonotonic: false, points },
  };
  while (reader.next()) {
    const kind = KINDS[reader.field];
    if (reader.field === 1) metric.name = reader.string();
    else if (reader.field === 2) metric.description = reader.string();
    else if (reader.field === 3) metric.unit = reader.string();
    else if (kind !== undefined) {
      metric.kind = kind;
      within(reader, () => readData(reader, metric, points));
    } else reader.skip();
  }
  return metric;
}

function readData(reader: ProtoReader, metric: Writable<OtlpMetric>, points: OtlpPoint[]): void {
  const { kind } = metric;
  while (reader.next()) {
    if (reader.field === 1) points.push(within(reader, () => readPoint(reader, kind)));
    else if (reader.field === 2) metric.temporality = reader.enumeration();
    else if (reader.field === 3) metric.isMonotonic = reader.enumeration() !== 0;
    else reader.skip();
  }
}

interface OpenPoint extends Writable<OtlpPoint> {
  readonly attributes: (readonly [string, OtlpValue])[];
  readonly bucketCounts: number[];
  readonly bounds: number[];
  readonly quantiles: (readonly [number, number])[];
  readonly exemplars: OtlpExemplar[];
}

/** Where each kind of point has its parts; 0 where it has none. */
interface Fields {
  readonly attributes: number;
  readonly exemplars: number;
  readonly flags: number;
  readonly read: (reader: ProtoReader, point: OpenPoint) => void;
}

const NUMBER: Fields = { attributes: 7, exemplars: 5, flags: 8, read: readNumber };
const FIELDS: Readonly<Record<OtlpMetric["kind"], Fields>> = {
  none: NUMBER,
  gauge: NUMBER,
  sum: NUMBER,
  histogram: { attributes: 9, exemplars: 8, flags: 10, read: readHistogram },
  exponential: { attributes: 1, exemplars: 11, flags: 10, read: readTotals },
  summary: { attributes: 7, exemplars: 0, flags: 8, read: readSummary },
};

function readPoint(reader: ProtoReader, kind: OtlpMetric["kind"]): OtlpPoint {
  const fields = FIELDS[kind];
  const point: OpenPoint = {
    ...{ attributes: [], timeNanos: 0, flags: 0, value: 0, count: 0, sum: NaN },
    ...{ bucketCounts: [], bounds: [], quantiles: [], exemplars: [] },
  };
  while (reader.next()) {
    const { field } = reader;
    if (field === fields.attributes) point.attributes.push(readAttribute(reader));
    else if (field === 3) point.timeNanos = reader.fixed64();
    else if (field === fields.flags) point.flags = reader.enumeration();
    else if (field === fields.exemplars) point.exemplars.push(within(reader, readExemplar));
    else fields.read(reader, point);
  }
  return point;
}

function readNumber(reader: ProtoReader, point: OpenPoint): void {
  if (reader.field === 4) point.value = reader.double();
  else if (reader.field === 6) point.value = reader.sfixed64();
  else reader.skip();
}

function readTotals(reader: ProtoReader, point: OpenPoint): void {
  if (reader.field === 4) point.count = reader.fixed64();
  else if (reader.field === 5) point.sum = reader.double();
  else reader.skip();
}

function readHistogram(reader: ProtoReader, point: OpenPoint): void {
  if (reader.field === 6) readPacked(reader, () => point.bucketCounts.push(reader.fixed64()));
  else if (reader.field === 7) readPacked(reader, () => point.bounds.push(reader.double()));
  else readTotals(reader, point);
}

function readSummary(reader: ProtoReader, point: OpenPoint): void {
  if (reader.field === 6) point.quantiles.push(within(reader, readQuantile));
  else readTotals(reader, point);
}

/** Reads numbers of eight bytes, packed or each by itself. */
function readPacked(reader: ProtoReader, readOne: () => void): void {
  if (reader.wire === 1) return readOne();
  const outer = reader.enter();
  reader.wire = 1;
  while (reader.at < reader.end) readOne();
  reader.leave(outer);
}

function readQuantile(reader: ProtoReader): readonly [number, number] {
  let quantile = 0;
  let value = 0;
  while (reader.next()) {
    if (reader.field === 1) quantile = reader.double();
    else if (reader.field === 2) value = reader.double();
    else reader.skip();
  }
  return [quantile, value];
}

function readExemplar(reader: ProtoReader): OtlpExemplar {
  const exemplar: Writable<OtlpExemplar> = { timeNanos: 0, value: 0, traceId: "", spanId: "" };
  while (reader.next()) {
    if (reader.field === 2) exemplar.timeNanos = reader.fixed64();
    else if (reader.field === 3) exemplar.value = reader.double();
    else if (reader.field === 6) exemplar.value = reader.sfixed64();
    else if (reader.field === 4) exemplar.spanId = reader.raw().toHex();
    else if (reader.field === 5) exemplar.traceId = reader.raw().toHex();
    else reader.skip();
  }
  return exemplar;
}
