/** A value of an attribute; bytes are base64 text, whole numbers beyond 2^53 are rounded. */
export type OtlpValue =
  | string
  | number
  | boolean
  | null
  | readonly OtlpValue[]
  | { readonly [key: string]: OtlpValue };

/** Attributes in their order. */
export type OtlpAttributes = readonly (readonly [string, OtlpValue])[];

/** What one part of a program reported. */
export interface OtlpGroup<Item> {
  readonly resource: OtlpAttributes;
  /** Name of the instrumentation. */
  readonly scope: string;
  readonly items: readonly Item[];
}

/** A span; ids are hex in lower case, whatever their length. Numbers: opentelemetry-proto. */
export interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId: string;
  readonly name: string;
  readonly kind: number;
  readonly startNanos: number;
  readonly endNanos: number;
  readonly attributes: OtlpAttributes;
  readonly events: readonly OtlpEvent[];
  readonly statusCode: number;
  readonly statusMessage: string;
}

/** Something within a span. */
export interface OtlpEvent {
  readonly timeNanos: number;
  readonly name: string;
  readonly attributes: OtlpAttributes;
}

/** A line of a log. */
export interface OtlpLog {
  readonly timeNanos: number;
  readonly observedNanos: number;
  readonly severity: number;
  readonly severityText: string;
  readonly body: OtlpValue;
  readonly attributes: OtlpAttributes;
  readonly traceId: string;
  readonly spanId: string;
  readonly eventName: string;
}

/** A metric with its points. */
export interface OtlpMetric {
  readonly name: string;
  readonly description: string;
  readonly unit: string;
  readonly kind: "gauge" | "sum" | "histogram" | "exponential" | "summary" | "none";
  /** 1 delta, 2 cumulative. */
  readonly temporality: number;
  readonly isMonotonic: boolean;
  readonly points: readonly OtlpPoint[];
}

/** A point of a metric; what its kind has not is empty. */
export interface OtlpPoint {
  readonly attributes: OtlpAttributes;
  readonly timeNanos: number;
  /** Bit 0: there is no value. */
  readonly flags: number;
  readonly value: number;
  readonly count: number;
  /** NaN when there is none. */
  readonly sum: number;
  readonly bucketCounts: readonly number[];
  readonly bounds: readonly number[];
  readonly quantiles: readonly (readonly [number, number])[];
  readonly exemplars: readonly OtlpExemplar[];
}

/** An example of a point. */
export interface OtlpExemplar {
  readonly timeNanos: number;
  readonly value: number;
  readonly traceId: string;
  readonly spanId: string;
}

/** How deep values may hold values; what is deeper is null. */
export const DEEPEST_VALUE = 8;

/** Milliseconds since 1970, with a fraction of about 0.25 µs. */
export function nanosToMs(nanos: number): number {
  return nanos / 1e6;
}
