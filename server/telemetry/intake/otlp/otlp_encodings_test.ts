import assert from "node:assert/strict";
import fc from "fast-check";
import protobuf from "protobufjs";
import { OTLP_PROTO } from "../wire/proto_rig.ts";
import { ProtoReader } from "../wire/proto_reader.ts";
import { readJsonGroups } from "./json_groups.ts";
import { readJsonLog, readJsonMetric, readJsonSpan } from "./json_signals.ts";
import { readGroups } from "./proto_groups.ts";
import { readProtoMetric } from "./proto_metrics.ts";
import { readProtoLog, readProtoSpan } from "./proto_signals.ts";

const { root } = protobuf.parse(OTLP_PROTO);

type Json = Record<string, unknown>;

const text = fc.string({ maxLength: 40, unit: "grapheme" });
/** JSON has no negative zero: it is written as 0. */
const double = fc.double().map((value) => value === 0 ? 0 : value);
const nanos = fc.bigInt({ min: 0n, max: 2n ** 63n }).map(String);
const int64 = fc.bigInt({ min: -(2n ** 53n), max: 2n ** 53n }).map(String);
const hex = (bytes: number) =>
  fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((id) => id.toHex());

const { value } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    text.map((stringValue) => ({ stringValue })),
    fc.boolean().map((boolValue) => ({ boolValue })),
    int64.map((intValue) => ({ intValue })),
    double.map((doubleValue) => ({ doubleValue })),
    fc.uint8Array({ maxLength: 5 }).map((bytes) => ({ bytesValue: bytes.toBase64() })),
    fc.array(tie("value"), { maxLength: 3 }).map((values) => ({ arrayValue: { values } })),
    fc.array(fc.record({ key: text, value: tie("value") }), { maxLength: 3 })
      .map((values) => ({ kvlistValue: { values } })),
  ),
}));
const attributes = fc.array(fc.record({ key: text, value }), { maxLength: 4 });

interface Names {
  readonly resources: string;
  readonly scopes: string;
  readonly items: string;
}

const TRACES = { resources: "resourceSpans", scopes: "scopeSpans", items: "spans" };
const LOGS = { resources: "resourceLogs", scopes: "scopeLogs", items: "logRecords" };
const METRICS = { resources: "resourceMetrics", scopes: "scopeMetrics", items: "metrics" };

function groups({ resources, scopes, items }: Names, item: fc.Arbitrary<unknown>) {
  const scope = fc.record({
    scope: fc.record({ name: text, version: text }),
    [items]: fc.array(item, { maxLength: 3 }),
  });
  const resource = fc.record({
    resource: fc.record({ attributes }),
    [scopes]: fc.array(scope, { maxLength: 2 }),
  });
  return fc.array(resource, { maxLength: 2 }).map((list) => ({ [resources]: list }) as Json);
}

const span = fc.record({
  ...{ traceId: hex(16), spanId: hex(8), parentSpanId: hex(8), name: text },
  ...{ kind: fc.nat(6), startTimeUnixNano: nanos, endTimeUnixNano: nanos, attributes },
  events: fc.array(fc.record({ timeUnixNano: nanos, name: text, attributes }), { maxLength: 2 }),
  status: fc.record({ code: fc.nat(2), message: text }),
});
const log = fc.record({
  ...{ timeUnixNano: nanos, observedTimeUnixNano: nanos, severityNumber: fc.nat(24) },
  ...{ severityText: text, body: value, attributes, traceId: hex(16), spanId: hex(8) },
  eventName: text,
});
const exemplar = fc.record({
  ...{ timeUnixNano: nanos, asDouble: double, traceId: hex(16), spanId: hex(8) },
});
const common = {
  ...{ attributes, timeUnixNano: nanos, flags: fc.nat(1) },
  exemplars: fc.array(exemplar, { maxLength: 2 }),
};
const number = fc.oneof(
  fc.record({ ...common, asDouble: double }),
  fc.record({ ...common, asInt: int64 }),
);
const histogram = fc.record({
  ...{ ...common, count: fc.nat().map(String), sum: double },
  bucketCounts: fc.array(fc.nat().map(String), { maxLength: 4 }),
  explicitBounds: fc.array(double, { maxLength: 4 }),
}, { requiredKeys: ["attributes", "timeUnixNano", "count"] });
const summary = fc.record({
  ...{ attributes, timeUnixNano: nanos, count: fc.nat().map(String), sum: double },
  quantileValues: fc.array(fc.record({ quantile: double, value: double }), { maxLength: 3 }),
});
const points = (point: fc.Arbitrary<unknown>) => fc.array(point, { maxLength: 3 });
const temporality = { aggregationTemporality: fc.nat(2) };
const named = { name: text, description: text, unit: text };
const metric = fc.oneof(
  fc.record({ ...named, gauge: fc.record({ dataPoints: points(number) }) }),
  fc.record({
    ...named,
    sum: fc.record({ dataPoints: points(number), ...temporality, isMonotonic: fc.boolean() }),
  }),
  fc.record({ ...named, histogram: fc.record({ dataPoints: points(histogram), ...temporality }) }),
  fc.record({ ...named, summary: fc.record({ dataPoints: points(summary) }) }),
);

/** The same body for protobufjs, which wants bytes where OTLP's JSON has hex. */
function forProtobuf(body: unknown): unknown {
  if (Array.isArray(body)) return body.map(forProtobuf);
  if (typeof body !== "object" || body === null) return body;
  return Object.fromEntries(
    Object.entries(body).map(([key, value]) => {
      if (/^(traceId|spanId|parentSpanId)$/.test(key)) return [key, Uint8Array.fromHex(value)];
      return [key, key === "bytesValue" ? Uint8Array.fromBase64(value) : forProtobuf(value)];
    }),
  );
}

function encode(type: string, body: Json): Uint8Array<ArrayBuffer> {
  const message = root.lookupType(type);
  return new Uint8Array(message.encode(message.fromObject(forProtobuf(body) as Json)).finish());
}

const wire = (body: Json) =>
  JSON.parse(
    JSON.stringify(body, (_, value) =>
      typeof value === "number" && !Number.isFinite(value) ? String(value) : value),
  );

const options = { numRuns: 300 };

Deno.test("a trace says the same in JSON and in protobuf", () => {
  fc.assert(
    fc.property(groups(TRACES, span), (body) => {
      const json = readJsonGroups(wire(body), TRACES, readJsonSpan);
      const proto = new ProtoReader(encode("ExportTraceServiceRequest", body));
      assert.deepEqual(readGroups(proto, readProtoSpan), json);
    }),
    options,
  );
});

Deno.test("a log says the same in JSON and in protobuf", () => {
  fc.assert(
    fc.property(groups(LOGS, log), (body) => {
      const json = readJsonGroups(wire(body), LOGS, readJsonLog);
      const proto = new ProtoReader(encode("ExportLogsServiceRequest", body));
      assert.deepEqual(readGroups(proto, readProtoLog), json);
    }),
    options,
  );
});

Deno.test("a metric says the same in JSON and in protobuf", () => {
  fc.assert(
    fc.property(groups(METRICS, metric), (body) => {
      const json = readJsonGroups(wire(body), METRICS, readJsonMetric);
      const proto = new ProtoReader(encode("ExportMetricsServiceRequest", body));
      assert.deepEqual(readGroups(proto, readProtoMetric), json);
    }),
    options,
  );
});

Deno.test("cut or changed bytes are read or refused, and never more than that", () => {
  const body = groups(METRICS, metric);
  const change = fc.record({ at: fc.nat(), byte: fc.nat(255), cut: fc.nat() });
  fc.assert(
    fc.property(body, change, (body, { at, byte, cut }) => {
      const bytes = encode("ExportMetricsServiceRequest", body);
      if (bytes.length === 0) return;
      bytes[at % bytes.length] = byte;
      try {
        readGroups(new ProtoReader(bytes.slice(0, cut % (bytes.length + 1))), readProtoMetric);
      } catch (thrown) {
        assert.equal((thrown as Error).name, "MalformedMessage");
      }
    }),
    { numRuns: 1_000 },
  );
});
