import { LATENCY_GROWTH } from "@netops/core/faults";
import type { ArmsComparison } from "../cohorts/arms_comparison.ts";
import { judgeArms } from "../cohorts/judge_arms.ts";
import type { StrictStage } from "./strict_stage.ts";
import { short } from "./unmet_words.ts";

const NOTHING = { requests: 0, failures: 0 };

/** Notes what was there before the method, for an experiment with arms. */
export async function openArms({ ports, settings }: StrictStage): Promise<void> {
  if (settings.cohorts === undefined) return;
  try {
    await ports.cohorts?.begin();
  } catch {
    // Whether the fault happened cannot be told then; the comparison itself will say who did not answer.
  }
}

/**
 * Compares the arms of a run whose method was played; undefined without arms, or when nothing was tried.
 *
 * Who cannot be asked, or does not answer, leaves it unknown.
 */
export async function compareArms(stage: StrictStage): Promise<ArmsComparison | undefined> {
  const { cohort, settings: { cohorts }, ports, facts, faults, options } = stage;
  if (cohort === undefined || cohorts === undefined || options.dry !== undefined) return undefined;
  const isCut = facts.end.kind !== "completed" || facts.refusal !== undefined || facts.hasFailure;
  if (isCut || faults.count === 0) return undefined;
  try {
    if (ports.cohorts === undefined) return unknown("no platform runs that could count the arms");
    const seen = await ports.cohorts.read(cohort.id);
    const comparison = judgeArms(seen, { ...cohorts, growth: LATENCY_GROWTH });
    const { verdict, reason } = comparison;
    stage.tell({ kind: "compared", status: verdict, data: { reason } });
    return comparison;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return unknown(`the arms could not be read: ${short(why)}`);
  }
}

function unknown(reason: string): ArmsComparison {
  return { verdict: "unknown", reason, control: NOTHING, experiment: NOTHING };
}
