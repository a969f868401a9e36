import { type LoadOrder, MOST_VUS, neededVus, shapeOf } from "@netops/load";
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
    ...fewVusLines(order),
    ...(clientRanges.length === 0
      ? []
      : [`viewers come from ${clientRanges.map(({ prefix }) => prefix).join(", ")}`]),
    "thresholds",
    ...thresholds.map(({ metric, limit }) => `  ${harmless(metric)}  ${harmless(limit)}`),
  ];
}

/** Says that there may be too few VUs before a load finds it out; nothing where there are enough. */
export function fewVusLines(
  { arrivals, plan, maxVus }: Pick<LoadOrder, "arrivals" | "plan" | "maxVus">,
): readonly string[] {
  if (arrivals === undefined || plan === undefined) return [];
  const needed = neededVus(arrivals, plan);
  if (needed <= maxVus) return [];
  const more = maxVus < MOST_VUS
    ? `--max-vus allows up to ${MOST_VUS}`
    : "starts may be dropped; a lower rate needs fewer";
  return [`! the rate may need ${needed} sessions at once, and ${maxVus} are allowed: ${more}`];
}
