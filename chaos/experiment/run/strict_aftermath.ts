import { checkHypothesis } from "../hypothesis/check_hypothesis.ts";
import { PythonError } from "../python/python_error.ts";
import { isTruthy } from "../python/value.ts";
import { FaultRefused } from "./fault_refused.ts";
import { Halt } from "./interruption.ts";
import type { FaultFact, RunFacts } from "./record.ts";
import { waitForRecovery } from "./recovery.ts";
import { short, unmetWords } from "./unmet_words.ts";
import type { StrictStage } from "./strict_stage.ts";

/** Plays the rollbacks when the method began, bounded in time; no end from outside reaches them. */
export async function rollBack(stage: StrictStage): Promise<void> {
  const { facts, ports, settings } = stage;
  const strategy = stage.strategies.rollbacks;
  const isWanted = strategy === "always" ||
    (strategy === "default" && facts.method.length > 0) ||
    (strategy === "deviated" && facts.hasDeviated);
  if (!isWanted) return;
  stage.tell({ kind: "phase", phase: "rollbacks" });
  facts.playedRollbacks = true;
  const bound = new AbortController();
  const late = new Halt("time-box", "the rollbacks took too long");
  const cancel = ports.timer.after(settings.undoWithinMs, () => bound.abort(late));
  const background: Promise<void>[] = [];
  for (const entry of stage.entries("rollbacks")) {
    const playing = stage.play(entry, "rollbacks", bound.signal);
    if (isTruthy(entry["background"])) background.push(playing);
    else await playing;
  }
  await Promise.all(background);
  cancel();
}

/** Ends every fault that was injected, and says of each whether it was seen to be gone. */
export async function undoFaults(stage: StrictStage): Promise<readonly FaultFact[]> {
  if (stage.faults.count === 0) return [];
  stage.tell({ kind: "phase", phase: "undo" });
  const faults = await stage.faults.undoAll(stage.settings.undoWithinMs);
  for (const fault of faults) {
    const status = fault.undone ? "undone" : "left";
    stage.tell({ kind: "fault-ended", name: fault.kind, status, data: { id: fault.id } });
  }
  return faults;
}

/**
 * Measures the recovery when a fault was injected or a check was not met; not when the run was ended from
 * outside or refused, and not in a dry run.
 */
export async function measureRecovery(
  stage: StrictStage,
  methodEndMs: number,
): Promise<RunFacts["recovery"]> {
  const { facts, faults, options, probes, settings } = stage;
  const isDry = options.dry !== undefined && options.dry !== "pause";
  const isDue = faults.count > 0 || (facts.method.length > 0 && facts.hasDeviated);
  const isCut = facts.end.kind !== "completed" || facts.refusal !== undefined;
  if (probes === undefined || !isDue || isCut || isDry) return undefined;
  stage.tell({ kind: "phase", phase: "recovery" });
  const withinMs = settings.recoverWithinMs;
  const bound = new AbortController();
  const context = stage.context("recovery", bound.signal);
  let reason: string | undefined;
  const check = async () => {
    try {
      const state = await checkHypothesis(probes, context);
      reason = unmetWords(state, context.call.scope);
      return state["steady_state_met"] === true;
    } catch (error) {
      if (!(error instanceof PythonError || error instanceof FaultRefused)) throw error;
      reason = short(error.message);
      return false;
    }
  };
  const endedAtMs = faults.lastEndMs ?? methodEndMs;
  // Checks beside and after the method may have seen it already.
  const heldSinceMs = facts.heldSinceMs(endedAtMs);
  const recoveryMs = heldSinceMs !== undefined ? heldSinceMs - endedAtMs : await waitForRecovery({
    endedAtMs,
    withinMs,
    everyMs: settings.recoverEveryMs,
    check,
  }, stage.ports);
  if (recoveryMs === undefined) return { withinMs, ...(reason === undefined ? {} : { reason }) };
  stage.tell({ kind: "recovered", data: { recoveryMs } });
  return { recoveryMs, withinMs };
}
