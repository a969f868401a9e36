import type { ProtoReader } from "../wire/proto_reader.ts";
import type { OtlpEvent, OtlpLog, OtlpSpan, OtlpValue } from "./otlp_tree.ts";
import { readAttribute, readValue, within } from "./proto_groups.ts";

type Attributes = (readonly [string, OtlpValue])[];
type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Reads a `Span`. Source: opentelemetry-proto, trace/v1. */
export function readProtoSpan(reader: ProtoReader): OtlpSpan {
  const attributes: Attributes = [];
  const events: OtlpEvent[] = [];
  const span: Writable<OtlpSpan> = {
    ...{ traceId: "", spanId: "", parentId: "", name: "", kind: 0, startNanos: 0, endNanos: 0 },
    ...{ attributes, events, statusCode: 0, statusMessage: "" },
  };
  while (reader.next()) {
    switch (reader.field) {
      case 1:
        span.traceId = reader.raw().toHex();
        break;
      case 2:
        span.spanId = reader.raw().toHex();
        break;
      case 4:
        span.parentId = reader.raw().toHex();
        break;
      case 5:
        span.name = reader.string();
        break;
      case 6:
        span.kind = reader.enumeration();
        break;
      case 7:
        span.startNanos = reader.fixed64();
        break;
      case 8:
        span.endNanos = reader.fixed64();
        break;
      case 9:
        attributes.push(readAttribute(reader));
        break;
      case 11:
        events.push(within(reader, readEvent));
        break;
      case 15:
        within(reader, () => readStatus(reader, span));
        break;
      default:
        reader.skip();
    }
  }
  return span;
}

function readEvent(reader: ProtoReader): OtlpEvent {
  const attributes: Attributes = [];
  const event: Writable<OtlpEvent> = { timeNanos: 0, name: "", attributes };
  while (reader.next()) {
    if (reader.field === 1) event.timeNanos = reader.fixed64();
    else if (reader.field === 2) event.name = reader.string();
    else if (reader.field === 3) attributes.push(readAttribute(reader));
    else reader.skip();
  }
  return event;
}

function readStatus(reader: ProtoReader, span: Writable<OtlpSpan>): void {
  while (reader.next()) {
    if (reader.field === 2) span.statusMessage = reader.string();
    else if (reader.field === 3) span.statusCode = reader.enumeration();
    else reader.skip();
  }
}

/** Reads a `LogRecord`. Source: opentelemetry-proto, logs/v1. */
export function readProtoLog(reader: ProtoReader): OtlpLog {
  const attributes: Attributes = [];
  const log: Writable<OtlpLog> = {
    ...{ timeNanos: 0, observedNanos: 0, severity: 0, severityText: "", body: null },
    ...{ attributes, traceId: "", spanId: "", eventName: "" },
  };
  while (reader.next()) {
    switch (reader.field) {
      case 1:
        log.timeNanos = reader.fixed64();
        break;
      case 2:
        log.severity = reader.enumeration();
        break;
      case 3:
        log.severityText = reader.string();
        break;
      case 5:
        log.body = readValue(reader);
        break;
      case 6:
        attributes.push(readAttribute(reader));
        break;
      case 9:
        log.traceId = reader.raw().toHex();
        break;
      case 10:
        log.spanId = reader.raw().toHex();
        break;
      case 11:
        log.observedNanos = reader.fixed64();
        break;
      case 12:
        log.eventName = reader.string();
        break;
      default:
        reader.skip();
    }
  }
  return log;
}
