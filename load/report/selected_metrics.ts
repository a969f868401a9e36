import type { MetricSummary } from "../judge/metric_summary.ts";
import type { K6Metric, K6Point } from "./k6_point.ts";

interface Selector {
  readonly metric: string;
  readonly tags: readonly (readonly [string, string])[];
  count: number;
  sum: number;
  last: number | null;
  readonly values: number[];
}

/** Collects the values that thresholds are about: a metric, or those of its values with certain tags. */
export class SelectedMetrics {
  readonly #byMetric: ReadonlyMap<string, readonly Selector[]>;
  readonly #byText: ReadonlyMap<string, Selector>;
  readonly #types = new Map<string, K6Metric["type"]>();

  /** Collects for these, such as `checks` or `http_req_duration{kind:segment,status:200}`. */
  constructor(selectors: readonly string[]) {
    const rows = selectors.map((text) => [text, selectorOf(text)] as const);
    this.#byText = new Map(rows);
    this.#byMetric = Map.groupBy(this.#byText.values(), ({ metric }) => metric);
  }

  wants(metric: string): boolean {
    return this.#byMetric.has(metric);
  }

  declare({ name, type }: K6Metric): void {
    this.#types.set(name, type);
  }

  add({ metric, value, tags }: K6Point): void {
    for (const selector of this.#byMetric.get(metric) ?? []) {
      if (!selector.tags.every(([name, wanted]) => tags[name] === wanted)) continue;
      selector.count++;
      selector.sum += value;
      selector.last = value;
      if (this.#types.get(metric) === "trend") selector.values.push(value);
    }
  }

  /** What was collected; undefined when nobody asked for it or the script has no such metric. */
  find(text: string, seconds: number): MetricSummary | undefined {
    const selector = this.#byText.get(text);
    if (selector === undefined) return undefined;
    switch (this.#types.get(selector.metric)) {
      case "trend":
        return { kind: "trend", values: selector.values };
      case "rate":
        return { kind: "ratio", part: selector.sum, whole: selector.count };
      case "counter":
        return { kind: "counter", count: selector.sum, seconds };
      case "gauge":
        return { kind: "value", value: selector.last };
      default:
        return undefined;
    }
  }
}

function selectorOf(text: string): Selector {
  const [, metric = text, tags = ""] = /^([^{]+)\{(.*)\}$/.exec(text) ?? [];
  const pairs = tags.split(",").filter((pair) => pair.includes(":")).map((pair) => {
    const at = pair.indexOf(":");
    return [unquoted(pair.slice(0, at)), unquoted(pair.slice(at + 1))] as const;
  });
  return { metric: metric.trim(), tags: pairs, count: 0, sum: 0, last: null, values: [] };
}

function unquoted(text: string): string {
  return text.trim().replace(/^(["'])(.*)\1$/, "$2");
}
