import type { SloPlan } from "@netops/core/contracts";
import { parsePromql } from "../promql/mod.ts";
import { burnPairs } from "./burn_pairs.ts";
import type { AlertingRule, RuleGroup } from "./rule.ts";
import { ROUNDING } from "./slo.ts";
import { queryFor, WINDOW } from "./slo_book.ts";

const INTERVAL_MS = 10_000;
/** A start that was tried and has not begun yet is no failure. */
const FOR_MS = 2 * INTERVAL_MS;
/** So that a share at the threshold does not fill the time line. */
const KEEP_FIRING_MS = 60_000;

/**
 * The rules that alert when an objective burns or is exhausted, so that both stand on the time line.
 *
 * `SloBurning{slo, severity}`: a pair of windows burns; `SloExhausted{slo}`: the objective is not reached.
 * An objective whose query cannot be asked has none: how it stands says why.
 */
export function sloRules(slos: readonly SloPlan[]): RuleGroup {
  return { name: "slo", intervalMs: INTERVAL_MS, rules: slos.filter(isAskable).flatMap(rulesOf) };
}

function isAskable(slo: SloPlan): boolean {
  return slo.query.includes(WINDOW) && "query" in parsePromql(queryFor(slo, slo.windowMs));
}

function rulesOf(slo: SloPlan): AlertingRule[] {
  const { name, objective, windowMs } = slo;
  const bySeverity = Map.groupBy(burnPairs(windowMs), ({ severity }) => severity);
  const burning = [...bySeverity].map(([severity, pairs]): AlertingRule => ({
    alert: "SloBurning",
    query: pairs.map(({ longMs, shortMs, threshold }) =>
      [longMs, shortMs].map((ms) => `${rate(slo, ms)} > ${threshold} + ${ROUNDING}`).join(" and ")
    ).map((text) => `(${text})`).join(" or "),
    ...{ forMs: FOR_MS, keepFiringForMs: KEEP_FIRING_MS },
    labels: { slo: name, severity },
    annotations: {
      summary: `${name} uses its error budget {{ $value | humanize }} times too fast`,
    },
  }));
  return [...burning, {
    alert: "SloExhausted",
    query: `${share(slo, windowMs)} < ${objective} - ${ROUNDING}`,
    ...{ forMs: FOR_MS, keepFiringForMs: KEEP_FIRING_MS },
    labels: { slo: name, severity: "page" },
    annotations: {
      summary: `${name} is at {{ $value | humanizePercentage }}, below its objective of ${
        percent(objective)
      }%`,
    },
  }];
}

function percent(ratio: number): number {
  return Number((ratio * 100).toPrecision(10));
}

function rate(slo: SloPlan, windowMs: number): string {
  return `(1 - ${share(slo, windowMs)}) / (1 - ${slo.objective})`;
}

/** One share without labels, whatever the query says; the line feed ends a comment in it. */
function share(slo: SloPlan, windowMs: number): string {
  const text = queryFor(slo, windowMs);
  const parsed = parsePromql(text);
  const isScalar = "query" in parsed && parsed.query.type === "scalar";
  return isScalar ? `vector(${text}\n)` : `max(${text}\n)`;
}
