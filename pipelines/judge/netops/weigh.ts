import { isBeyondAllowed, isCritical, openGates } from "../effect_gates.ts";
import { formatChance, formatNumber } from "../format_number.ts";
import type { MetricFinding } from "../metric_finding.ts";
import type { SampleNeed } from "../metric_result.ts";
import type { MetricSettings } from "../metric_settings.ts";
import { wholeSeconds } from "../whole_seconds.ts";
import type { Comparison } from "./comparison.ts";

/** Decides on a metric by what its comparisons showed: any one that shows a change that counts is enough. */
export function weigh(
  settings: MetricSettings,
  comparisons: readonly [Comparison, ...Comparison[]],
): MetricFinding {
  const [first, ...others] = comparisons;
  const shown = comparisons.filter(({ p, alpha }) => p < alpha);
  const counting = shown.filter((one) =>
    openGates(one, settings.effect).allowed || isBeyondAllowed(one, settings)
  );
  if (counting.length > 0) return changed(settings, strongest(counting));
  if (shown.length > 0) return allowed(settings, strongest(shown));
  const blind = comparisons.find(({ need }) => need !== undefined);
  return blind?.need === undefined
    ? unchanged(strongest([first, ...others]))
    : tooFew(blind, blind.need);
}

function strongest(comparisons: readonly Comparison[]): Comparison {
  return comparisons.reduce((best, one) => one.p / one.alpha < best.p / best.alpha ? one : best);
}

function changed(settings: MetricSettings, comparison: Comparison): MetricFinding {
  const { label } = comparison;
  const isUnlimited = openGates(comparison, settings.effect).critical;
  const critical = isUnlimited ? settings.critical : isCritical(comparison, settings);
  const reason = `${measured(comparison)}: ${chance(comparison)}${worth(comparison)}`;
  return { ...numbersOf(comparison), classification: label, critical, reason };
}

function allowed(settings: MetricSettings, comparison: Comparison): MetricFinding {
  const { label, effect } = comparison;
  const { measure, allowedIncrease, allowedDecrease } = settings.effect;
  const limit = formatNumber(label === "High" ? allowedIncrease : allowedDecrease);
  const size = `${measure === "cles" ? "effect" : "ratio"} ${formatNumber(effect)}`;
  const reason = `${measured(comparison)}, but it is allowed: ${size}, limit ${limit}`;
  const rule = "allowed-change";
  return { ...numbersOf(comparison), classification: "Pass", critical: false, reason, rule };
}

function unchanged(comparison: Comparison): MetricFinding {
  const reason = `${measured(comparison)}: no change beyond chance, ${chance(comparison)}${
    worth(comparison)
  }`;
  return { ...numbersOf(comparison), classification: "Pass", critical: false, reason };
}

function tooFew(comparison: Comparison, need: SampleNeed): MetricFinding {
  const { rho, nEff } = comparison;
  const worthOf = `${formatNumber(need.had)} ${need.unit} are worth ${formatNumber(nEff)}`;
  const why = `they follow each other (rho ${formatNumber(rho)})`;
  const reason = `${worthOf} as ${why}, and so few could not show any change; ${needWords(need)}`;
  const rule = "too-persistent";
  return {
    ...numbersOf(comparison),
    classification: "Nodata",
    critical: false,
    reason,
    rule,
    need,
  };
}

/** What it takes, for people: `400 samples are needed, a bake of 400s`. */
export function needWords({ needed, unit, bakeMs }: SampleNeed): string {
  const bake = bakeMs === undefined ? "" : `, a bake of ${wholeSeconds(bakeMs)}`;
  return `${formatNumber(needed)} ${unit} a side are needed${bake}`;
}

function numbersOf({ rule, estimate, ci, effect, p, alpha, rho, nEff }: Comparison) {
  return { rule, estimate, ci, effect, p, alpha, rho, nEff };
}

function measured({ subject, estimate, ci: [low, high] }: Comparison): string {
  return `${subject} is ${formatNumber(estimate)} (${formatNumber(low)} to ${formatNumber(high)})`;
}

function chance({ p, alpha }: Comparison): string {
  return `p ${formatChance(p)} against ${formatChance(alpha)}`;
}

function worth({ rho, nEff }: Comparison): string {
  return rho === 0 ? "" : `, rho ${formatNumber(rho)}, worth ${formatNumber(nEff)} a side`;
}
