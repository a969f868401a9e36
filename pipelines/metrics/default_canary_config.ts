import type { CanaryConfig, CanaryMetric } from "../judge/canary_config.ts";

/**
 * What suits a service that nobody instrumented: what its callers see of it (`upstream_…`, from gateways and
 * from calls between services), and what fleet sees of its instances (`instance_…`).
 *
 * Any one metric that changed for the worse fails the canary; errors, latency and deaths at once. What is
 * `optional` is left out where nobody has it; the rest must be there. Why it is so, with numbers:
 * docs/canary_metrics.md.
 */
export function defaultCanaryConfig(): CanaryConfig {
  return {
    name: "netops default",
    judge: { judgeConfigurations: { falseFailRatio: 0.02 } },
    metrics: [...answers(), ...costs(), ...shown()],
    classifier: { scoreThresholds: { pass: 100, marginal: 100 } },
  };
}

const OF_GROUP = `upstream_app="$app",upstream_server_group="$group"`;
const REQUESTS = calls("count");
const FAILED = `code=~"5..|connect|timeout|reset"`;

/** Series of what callers saw of a server group. */
function calls(what: "count" | "sum" | "bucket", matcher?: string): string {
  const more = matcher === undefined ? "" : `,${matcher}`;
  return `upstream_request_duration_seconds_${what}{${OF_GROUP}${more}}`;
}

/** What never happened has no series: it happened 0 times wherever there are requests. */
function requestsWith(matcher: string): string {
  return `${calls("count", matcher)} or 0 * ${REQUESTS}`;
}

/** Series that fleet has of each instance of a server group. */
function ofInstances(name: string): string {
  return `${name}{app="$app",server_group="$group"}`;
}

type Analysis = NonNullable<NonNullable<CanaryMetric["analysisConfigurations"]>["canary"]>;

interface MetricWish extends Analysis {
  readonly group: string;
  readonly query: Readonly<Record<string, unknown>>;
}

function metric(name: string, { group, query, ...canary }: MetricWish): CanaryMetric {
  return {
    ...{ name, groups: [group], query: { type: "netops", ...query } },
    analysisConfigurations: { canary: { direction: "increase", ...canary } },
  };
}

/** From this ratio of the baseline on a change counts. */
function above(allowedIncrease: number): Pick<Analysis, "effectSize"> {
  return { effectSize: { allowedIncrease, criticalIncrease: allowedIncrease } };
}

/** What users get. */
function answers(): CanaryMetric[] {
  return [
    metric("errors", {
      ...{ group: "Errors", critical: true, ...above(1.1) },
      query: { kind: "counter", expr: requestsWith(FAILED), of: REQUESTS },
    }),
    metric("refusals", {
      ...{ group: "Refusals", ...above(1.25) },
      query: { kind: "counter", expr: requestsWith(`code=~"4.."`), of: REQUESTS },
    }),
    metric("latency", {
      ...{ group: "Latency", critical: true, paired: true, ...above(1.1) },
      query: { kind: "ratio", expr: calls("sum"), of: REQUESTS },
    }),
    metric("slow requests", {
      ...{ group: "Slow requests", ...above(1.5) },
      query: { kind: "slow", expr: calls("bucket"), ratio: 0.05 },
    }),
    metric("retries", {
      ...{ group: "Retries", ...above(1.25) },
      query: { kind: "counter", expr: requestsWith(`attempt!="1"`), of: REQUESTS },
    }),
  ];
}

/** What it takes to give that. */
function costs(): CanaryMetric[] {
  return [
    metric("deaths", {
      ...{ group: "Deaths", critical: true },
      query: { kind: "total", expr: ofInstances("instance_deaths_total"), optional: true },
    }),
    metric("cpu per request", {
      ...{ group: "CPU", paired: true, ...above(1.25) },
      query: {
        ...{ kind: "ratio", expr: ofInstances("instance_cpu_seconds_total"), of: REQUESTS },
        optional: true,
      },
    }),
    metric("memory", {
      ...{ group: "Memory", ...above(1.3) },
      query: {
        kind: "level",
        expr: ofInstances("instance_memory_bytes"),
        optional: true,
      },
    }),
    metric("memory growth", {
      ...{ group: "Memory growth", ...above(1.1) },
      query: { kind: "growth", expr: ofInstances("instance_memory_bytes"), optional: true },
    }),
    metric("log lines per request", {
      ...{ group: "Log lines", ...above(2) },
      query: {
        ...{ kind: "ratio", expr: ofInstances("instance_log_lines_total"), of: REQUESTS },
        // From none to one line a request is no flood.
        ...{ plus: 1, optional: true },
      },
    }),
  ];
}

/** What is told for people, and does not count: the metrics above say the same with fewer false alarms. */
function shown(): CanaryMetric[] {
  const quantile = (ratio: number) =>
    metric(`latency p${ratio * 100}`, {
      ...{ group: "Latency", muted: true },
      query: { kind: "quantile", expr: calls("bucket"), ratio },
    });
  const requests = metric("requests", {
    ...{ group: "Requests", direction: "either", muted: true },
    query: { kind: "counter", expr: REQUESTS },
  });
  return [requests, quantile(0.5), quantile(0.95), quantile(0.99)];
}
