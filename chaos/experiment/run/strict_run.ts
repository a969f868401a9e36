import { isChecked } from "../compat/strategies.ts";
import { checkHypothesis } from "../hypothesis/check_hypothesis.ts";
import { PythonError } from "../python/python_error.ts";
import { isTruthy, memberOf, type Value, type ValueMap } from "../python/value.ts";
import { compareArms, openArms } from "./compare_arms.ts";
import { FaultRefused } from "./fault_refused.ts";
import { Halt, isInterruption } from "./interruption.ts";
import type { CheckFact, RunFacts } from "./record.ts";
import { measureRecovery, rollBack, undoFaults } from "./strict_aftermath.ts";
import { frequencyOf } from "./strict_settings.ts";
import { short, unmetWords } from "./unmet_words.ts";
import type { StrictStage } from "./strict_stage.ts";

const FREQUENCY_S = 1;

/**
 * Runs strictly: nothing is swallowed, whatever was injected is undone, and rollbacks are played whenever the
 * method began. Throws for nothing that an experiment can hold.
 */
export async function runStrictly(stage: StrictStage): Promise<RunFacts> {
  const { facts, main, options, settings } = stage;
  const stopFollowing = stage.follow();
  const box = new Halt("time-box", `the time box of ${settings.timeBoxMs} ms is over`);
  const stopBox = settings.timeBoxMs === undefined
    ? () => {}
    : stage.ports.timer.after(settings.timeBoxMs, () => main.abort(box));
  await openArms(stage);
  await checkAndMethod(stage);
  stopBox();
  stopFollowing();
  const methodEndMs = stage.ports.clock.nowMs();
  if (main.signal.aborted) facts.interrupt(main.signal.reason);
  const comparison = await compareArms(stage);
  await rollBack(stage);
  const faults = await undoFaults(stage);
  const recovery = await measureRecovery(stage, methodEndMs);
  const { refusal } = facts;
  return {
    end: facts.end,
    strategy: stage.strategies.hypothesis,
    methodCount: stage.entries("method").length,
    faultCount: stage.entries("method").filter(isFault).length,
    checks: facts.checks,
    activities: facts.activities,
    rollbacks: { declared: stage.entries("rollbacks").length, played: facts.playedRollbacks },
    faults,
    ...(refusal === undefined ? {} : { refusal }),
    ...(options.dry === undefined ? {} : { dry: options.dry }),
    ...(recovery === undefined ? {} : { recovery }),
    ...(stage.cohort === undefined ? {} : { hasArms: true }),
    ...(comparison === undefined ? {} : { comparison }),
  };
}

async function checkAndMethod(stage: StrictStage): Promise<void> {
  const { facts, main, probes, strategies: { hypothesis } } = stage;
  if (probes !== undefined && isChecked("before", hypothesis)) {
    const fact = await check(stage, probes, "before");
    if (fact === undefined || !fact.isMet) return;
  }
  const over = new AbortController();
  const beside = probes !== undefined && isChecked("during", hypothesis)
    ? checkBeside(stage, probes, over.signal)
    : Promise.resolve();
  await playMethod(stage);
  over.abort();
  await beside;
  const isCut = main.signal.aborted && !isDeviationHalt(main.signal);
  if (probes === undefined || isCut || facts.refusal !== undefined) return;
  if (isChecked("after", hypothesis)) await check(stage, probes, "after");
}

/** Checks once; undefined when the run was ended meanwhile. */
async function check(
  stage: StrictStage,
  probes: readonly Value[],
  phase: CheckFact["phase"],
): Promise<CheckFact | undefined> {
  stage.tell({ kind: "phase", phase });
  const startedAtMs = stage.ports.clock.nowMs();
  const outcome = await stateOf(stage, probes, phase);
  if (outcome === "interrupted") return undefined;
  const { state, reason } = outcome;
  const endedAtMs = stage.ports.clock.nowMs();
  const fact = stage.facts.addCheck(phase, state, { startedAtMs, endedAtMs, reason });
  stage.tell({ kind: "check", phase, isMet: fact.isMet });
  return fact;
}

/** What a check came to; without a state nothing could be asked at all. */
interface CheckOutcome {
  readonly state: ValueMap | undefined;
  readonly reason: string | undefined;
}

async function stateOf(
  stage: StrictStage,
  probes: readonly Value[],
  phase: CheckFact["phase"],
): Promise<CheckOutcome | "interrupted"> {
  const { signal } = stage.main;
  // After a halt by deviation the hypothesis is looked at once more.
  const own = phase === "after" && isDeviationHalt(signal) ? new AbortController().signal : signal;
  try {
    const context = stage.context(phase, own);
    const state = await checkHypothesis(probes, context);
    return { state, reason: unmetWords(state, context.call.scope) };
  } catch (error) {
    if (isInterruption(error) || own.aborted) return "interrupted";
    if (error instanceof FaultRefused) stage.facts.refusal = error.message;
    else if (!(error instanceof PythonError)) throw error;
    return { state: undefined, reason: short(error.message) };
  }
}

async function checkBeside(
  stage: StrictStage,
  probes: readonly Value[],
  over: AbortSignal,
): Promise<void> {
  const { main, options, ports, settings } = stage;
  const everyS = options.hypothesisFrequencyS ?? frequencyOf(stage.experiment) ?? FREQUENCY_S;
  const everyMs = Math.max(1, everyS * 1000);
  while (!over.aborted && !main.signal.aborted) {
    const fact = await check(stage, probes, "during");
    if (fact?.isMet === false && settings.isHalting) {
      main.abort(new Halt("deviation", "the steady state was left"));
    }
    await ports.timer.sleep(everyMs, AbortSignal.any([over, main.signal]))
      .catch(() => undefined); // the method is over
  }
}

/** Plays the method until an activity fails or is refused, or the run is ended. */
async function playMethod(stage: StrictStage): Promise<void> {
  const { facts, main } = stage;
  stage.tell({ kind: "phase", phase: "method" });
  const background: Promise<void>[] = [];
  for (const entry of stage.entries("method")) {
    if (main.signal.aborted || facts.refusal !== undefined || facts.hasFailure) break;
    const playing = stage.play(entry, "method", main.signal);
    if (isTruthy(entry["background"])) background.push(playing);
    else await playing;
  }
  await Promise.all(background);
}

function isFault({ provider }: ValueMap): boolean {
  return typeof memberOf(provider, "fault") === "string";
}

function isDeviationHalt(signal: AbortSignal): boolean {
  return signal.reason instanceof Halt && signal.reason.by === "deviation";
}
