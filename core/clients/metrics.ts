/** The labels of one series. */
export type MetricLabels = Readonly<Record<string, string>>;

/** What clients need of a metric registry; `MetricRegistry` of `core/service` fits. */
export interface ClientMetrics {
  histogram(
    name: string,
    help: string,
    bucketsS?: readonly number[],
  ): { observe(value: number, labels: MetricLabels, traceId?: string): void };
  counter(name: string, help: string): { add(value: number, labels: MetricLabels): void };
  gauge(name: string, help: string): { set(value: number, labels: MetricLabels): void };
}
