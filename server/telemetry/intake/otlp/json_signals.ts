import { idIn, nanosIn, readJsonAttributes, readJsonValue } from "./json_groups.ts";
import {
  doubleOf,
  flagIn,
  integerIn,
  integerOf,
  type JsonObject,
  listIn,
  objectOf,
  own,
  textIn,
} from "./json_fields.ts";
import type { OtlpExemplar, OtlpLog, OtlpMetric, OtlpPoint, OtlpSpan } from "./otlp_tree.ts";

/** Reads a span. */
export function readJsonSpan(span: JsonObject): OtlpSpan {
  const status = objectOf(own(span, "status"), "status");
  return {
    traceId: idIn(span, "traceId"),
    spanId: idIn(span, "spanId"),
    parentId: idIn(span, "parentSpanId"),
    name: textIn(span, "name"),
    kind: integerIn(span, "kind"),
    startNanos: nanosIn(span, "startTimeUnixNano"),
    endNanos: nanosIn(span, "endTimeUnixNano"),
    attributes: readJsonAttributes(span),
    events: listIn(span, "events").map((item) => {
      const event = objectOf(item, "events");
      return {
        timeNanos: nanosIn(event, "timeUnixNano"),
        name: textIn(event, "name"),
        attributes: readJsonAttributes(event),
      };
    }),
    statusCode: integerIn(status, "code"),
    statusMessage: textIn(status, "message"),
  };
}

/** Reads a line of a log. */
export function readJsonLog(log: JsonObject): OtlpLog {
  return {
    timeNanos: nanosIn(log, "timeUnixNano"),
    observedNanos: nanosIn(log, "observedTimeUnixNano"),
    severity: integerIn(log, "severityNumber"),
    severityText: textIn(log, "severityText"),
    body: readJsonValue(own(log, "body")),
    attributes: readJsonAttributes(log),
    traceId: idIn(log, "traceId"),
    spanId: idIn(log, "spanId"),
    eventName: textIn(log, "eventName"),
  };
}

/** Kinds of metrics by name; of several the last one counts, as protobuf has it. */
const KINDS: readonly (readonly [string, OtlpMetric["kind"]])[] = [
  ["summary", "summary"],
  ["exponentialHistogram", "exponential"],
  ["histogram", "histogram"],
  ["sum", "sum"],
  ["gauge", "gauge"],
];

/** Reads a metric. */
export function readJsonMetric(metric: JsonObject): OtlpMetric {
  const [name, kind] = KINDS.find(([name]) => own(metric, name) !== undefined) ?? ["", "none"];
  const data = objectOf(own(metric, name), name);
  return {
    name: textIn(metric, "name"),
    description: textIn(metric, "description"),
    unit: textIn(metric, "unit"),
    kind,
    temporality: integerIn(data, "aggregationTemporality"),
    isMonotonic: flagIn(data, "isMonotonic"),
    points: listIn(data, "dataPoints").map((item) => readPoint(objectOf(item, "dataPoints"))),
  };
}

function readPoint(point: JsonObject): OtlpPoint {
  const sum = own(point, "sum");
  return {
    attributes: readJsonAttributes(point),
    timeNanos: nanosIn(point, "timeUnixNano"),
    flags: integerIn(point, "flags"),
    value: valueIn(point),
    count: integerIn(point, "count"),
    sum: sum === undefined ? NaN : doubleOf(sum, "sum"),
    bucketCounts: listIn(point, "bucketCounts").map((one) => integerOf(one, "bucketCounts")),
    bounds: listIn(point, "explicitBounds").map((one) => doubleOf(one, "explicitBounds")),
    quantiles: listIn(point, "quantileValues").map((item) => {
      const pair = objectOf(item, "quantileValues");
      return [
        doubleOf(own(pair, "quantile") ?? 0, "quantile"),
        doubleOf(own(pair, "value") ?? 0, "value"),
      ];
    }),
    exemplars: listIn(point, "exemplars").map((item) => readExemplar(objectOf(item, "exemplars"))),
  };
}

function readExemplar(exemplar: JsonObject): OtlpExemplar {
  return {
    timeNanos: nanosIn(exemplar, "timeUnixNano"),
    value: valueIn(exemplar),
    traceId: idIn(exemplar, "traceId"),
    spanId: idIn(exemplar, "spanId"),
  };
}

function valueIn(point: JsonObject): number {
  const double = own(point, "asDouble");
  return double === undefined ? integerIn(point, "asInt") : doubleOf(double, "asDouble");
}
