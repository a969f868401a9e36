import type { SpanRow, SpanValue } from "./record_rows.ts";
import { clipText, storedName, toStored } from "./stored_text.ts";

/** Bounds of what a stranger may say in one span. */
const MOST_ATTRIBUTES = 64;
const MOST_VALUE_CHARS = 1_024;
const MOST_ALL_CHARS = 8_192;
const MOST_KEY_CHARS = 200;
const MOST_NAME_CHARS = 300;
const DAY_MS = 86_400_000;
const FAULT = "netops.fault";
const BREAKER = "netops.breaker";
const KEPT = "netops.kept";

/** Attributes, bounded: at most 64, values cut at 1,024 characters, 8 Ki characters in all. */
function boundedAttributes(attributes: SpanRow["attributes"]): SpanRow["attributes"] {
  const kept: Record<string, SpanValue> = {};
  let left = MOST_ALL_CHARS;
  for (const [key, value] of Object.entries(attributes).slice(0, MOST_ATTRIBUTES)) {
    const short = typeof value === "string" ? clipText(value, MOST_VALUE_CHARS) : value;
    left -= key.length + String(short).length + 6;
    if (left < 0) break;
    kept[key.slice(0, MOST_KEY_CHARS)] = short;
  }
  return kept;
}

/** Makes a span ready to be stored: bounded, with a start that can be and no negative duration. */
export function prepareSpan(span: SpanRow, nowMs: number): SpanRow {
  const { startMs, durationMs, parentId } = span;
  const isPossible = startMs > 0 && startMs <= nowMs + DAY_MS;
  return {
    traceId: storedName(span.traceId).toLowerCase(),
    spanId: storedName(span.spanId),
    ...(parentId === undefined ? {} : { parentId: storedName(parentId) }),
    service: storedName(span.service),
    instance: storedName(span.instance),
    name: clipText(span.name, MOST_NAME_CHARS),
    kind: span.kind,
    startMs: isPossible ? startMs : nowMs,
    durationMs: durationMs > 0 && durationMs <= DAY_MS ? durationMs : 0,
    status: span.status,
    attributes: boundedAttributes(span.attributes),
  };
}

/** The ids of the faults that touched a span: one, or several with commas between them. */
export function faultsOf({ attributes }: SpanRow): string[] {
  const faults = attributes[FAULT];
  if (faults === undefined) return [];
  return String(faults).split(",").filter((id) => id !== "").map(storedName);
}

/** Whether a fault or a breaker had a part in a span, or it is a change of the platform itself. */
export function isMarked(span: SpanRow): boolean {
  const { attributes } = span;
  return faultsOf(span).length > 0 || attributes[BREAKER] !== undefined ||
    attributes[KEPT] === "operator";
}

/** The values of a span in the order of the table. */
export function spanValues(trace: number, span: SpanRow): (string | number | null)[] {
  const { spanId, parentId, service, instance, name, kind, startMs, durationMs, status } = span;
  const json = JSON.stringify(span.attributes);
  return [
    ...[trace, spanId, parentId ?? null, service, instance, toStored(name), kind],
    ...[startMs, durationMs, status, json],
  ];
}
