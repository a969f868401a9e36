import type { CanaryConfig } from "../judge/canary_config.ts";
import type { ConfigFinding } from "../judge/check_canary_config.ts";
import { readMetricQuery } from "./metric_query.ts";

/**
 * Finds metrics whose points could never be got, so that a release judged by them could never pass: a query that
 * is missing, asks another source than a Prometheus, or says what is not known.
 */
export function checkMetricQueries(config: CanaryConfig): readonly ConfigFinding[] {
  const templates = templatesOf(config);
  return config.metrics.flatMap((metric, at): ConfigFinding[] => {
    const query = readMetricQuery(metric, templates);
    if (!("refusal" in query)) return [];
    const message = `Metric "${metric.name}" cannot be read, as ${query.refusal}`;
    const path = ["metrics", at, ...metric.query === undefined ? [] : ["query"]];
    return [{ path, message, ...(query.fix === undefined ? {} : { fix: query.fix }) }];
  });
}

/** The templates that queries refer to by name. Source: Kayenta's canary-config.md. */
export function templatesOf(config: CanaryConfig): Readonly<Record<string, unknown>> {
  const { templates } = config as { readonly templates?: unknown };
  return typeof templates === "object" && templates !== null ? { ...templates } : {};
}
