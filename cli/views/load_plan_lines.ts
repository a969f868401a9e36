import { type LoadOrder, shapeOf } from "@netops/load";
import type { Paint } from "../print/color.ts";
import { harmless } from "../print/text_width.ts";

/** What `load run --dry-run` would do. */
export function loadPlanLines(
  order: Omit<LoadOrder, "id" | "folder">,
  paint: Paint,
): readonly string[] {
  const { name, engine, engineVersion, seed, maxVus, clientRanges, thresholds, plan } = order;
  const player = engine === "k6" ? `k6 ${engineVersion}` : "the built-in engine";
  const shape = shapeOf(order);
  return [
    `would run ${paint("bold", harmless(name))}, ${shape}, by ${player}, seed ${seed}`,
    `at most ${maxVus} at once${plan === undefined ? "" : `, ${plan.titles.length} titles`}`,
    ...(clientRanges.length === 0
      ? []
      : [`viewers come from ${clientRanges.map(({ prefix }) => prefix).join(", ")}`]),
    "thresholds",
    ...thresholds.map(({ metric, limit }) => `  ${harmless(metric)}  ${harmless(limit)}`),
  ];
}
