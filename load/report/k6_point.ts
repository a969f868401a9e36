/** One value that k6 measured: a line of its output `json`. */
export interface K6Point {
  readonly metric: string;
  readonly tsMs: number;
  readonly value: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** The declaration of a metric, which comes before its first value. */
export interface K6Metric {
  readonly name: string;
  readonly type: "counter" | "gauge" | "rate" | "trend";
}

export type K6Line =
  | { readonly kind: "point"; readonly point: K6Point }
  | { readonly kind: "metric"; readonly metric: K6Metric };

const NAME = /^\{"metric":"([^"]+)","type":"Point"/;

/** The metric of a line with a value, read without parsing the line; undefined of other lines. */
export function metricOfLine(line: string): string | undefined {
  return NAME.exec(line)?.[1];
}

/**
 * Reads a line of k6's output `json`; undefined when it is something else, such as k6's summary.
 *
 * Source: grafana/k6, output/json; measured with k6 1.8.1.
 */
export function parseK6Line(line: string): K6Line | undefined {
  if (!line.startsWith("{")) return undefined;
  let value: K6Json;
  try {
    value = JSON.parse(line) as K6Json;
  } catch {
    return undefined;
  }
  const { metric, data } = value;
  if (typeof metric !== "string" || data === undefined) return undefined;
  if (value.type === "Metric") {
    const type = data.type ?? "trend";
    return { kind: "metric", metric: { name: metric, type } };
  }
  const tsMs = Date.parse(data.time ?? "");
  if (value.type !== "Point" || !Number.isFinite(tsMs)) return undefined;
  const point = { metric, tsMs, value: data.value ?? 0, tags: data.tags ?? {} };
  return { kind: "point", point };
}

interface K6Json {
  readonly type?: string;
  readonly metric?: unknown;
  readonly data?: {
    readonly type?: K6Metric["type"];
    readonly time?: string;
    readonly value?: number;
    readonly tags?: Readonly<Record<string, string>>;
  };
}
