import type { Judgement } from "./judge.ts";
import type { MetricResult } from "./metric_result.ts";

/** The metrics that a verdict is due to; none when all are good. */
export function decidingMetrics(
  { verdict, metrics }: Pick<Judgement, "verdict" | "metrics">,
): readonly MetricResult[] {
  const bad = metrics.filter(({ muted, classification }) => !muted && classification !== "Pass");
  const known = bad.filter(({ classification }) => classification !== "Nodata");
  if (verdict === "inconclusive") {
    return bad.filter(({ classification }) =>
      classification !== "High" && classification !== "Low"
    );
  }
  if (verdict !== "fail") return known;
  const critical = known.filter((metric) => metric.critical);
  return critical.length > 0 ? critical : known;
}
