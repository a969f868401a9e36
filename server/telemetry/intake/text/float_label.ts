const PLAIN = /^[+-]?\d+$/;

/**
 * Writes the bound of a bucket or a quantile in one way, whoever exposes it: "1" becomes "1.0".
 *
 * Source: Prometheus 3, which does so for what it scrapes of histograms and summaries.
 */
export function floatLabel(value: string): string {
  return PLAIN.test(value) ? `${value.replace("+", "")}.0` : value;
}

/** The label of a metric that holds a float, by the type of its family; undefined when none does. */
export function floatLabelOf(
  name: string,
  typeOf: (family: string) => string | undefined,
): "le" | "quantile" | undefined {
  if (typeOf(name) === "summary") return "quantile";
  if (!name.endsWith("_bucket")) return undefined;
  const type = typeOf(name.slice(0, -"_bucket".length));
  return type === "histogram" || type === "gaugehistogram" ? "le" : undefined;
}
