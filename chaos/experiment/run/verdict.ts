import type { CheckFact, RunFacts, RunRecord } from "./record.ts";

/** What an experiment showed. */
export type VerdictName =
  | "held"
  | "deviated"
  | "refused"
  | "interrupted"
  | "inconclusive"
  | "failed";

/** The verdict of a run, the exit code that tells it, and why. */
export interface Verdict {
  readonly verdict: VerdictName;
  readonly exitCode: number;
  readonly reason: string;
  /** The steady state was left at a check, or never met. */
  readonly deviated: boolean;
  /** Every rollback that was played did its work and every fault was seen to be gone. */
  readonly undone: boolean;
  readonly recoveryMs?: number;
}

const EXIT_CODES: Readonly<Record<VerdictName, number>> = {
  held: 0,
  failed: 1,
  deviated: 5,
  refused: 6,
  interrupted: 7,
  inconclusive: 9,
};
/** As shells count: 128 and the number of the signal. */
const SIGNAL_CODES: Readonly<Record<string, number>> = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };
const UNDO_FAILED = 8;

/**
 * Decides the verdict. A run as the Chaos Toolkit has its exit code: 0 or 1 by status and deviation.
 *
 * Strict, the first of these that is true counts: an undo failed (exit 8, whatever else), a signal (129, 130, 143)
 * or halt (7), a refusal (6), an activity or probe that errored (1), a check that was not met (5), too little
 * seen to tell (9). Only what is left is held (0).
 */
export function verdictOf(record: RunRecord): Verdict {
  const strict = verdictOfFacts(record.facts);
  if (record.mode === "strict") return strict;
  const { journal } = record;
  const isFine = journal?.["status"] === "completed" && journal["deviated"] !== true;
  return { ...strict, deviated: journal?.["deviated"] === true, exitCode: isFine ? 0 : 1 };
}

/** Decides the strict verdict from what happened alone. */
export function verdictOfFacts(facts: RunFacts): Verdict {
  const [verdict, reason] = decide(facts);
  const leftOver = undoComplaint(facts);
  const { recoveryMs } = facts.recovery ?? {};
  const common = {
    deviated: facts.checks.some((check) => !check.isMet && !check.hasError) ||
      facts.comparison?.verdict === "worse",
    undone: leftOver === undefined,
    ...(recoveryMs === undefined ? {} : { recoveryMs }),
  };
  if (leftOver !== undefined) {
    const name = verdict === "held" || verdict === "inconclusive" ? "failed" : verdict;
    return { verdict: name, exitCode: UNDO_FAILED, reason: leftOver, ...common };
  }
  return { verdict, exitCode: exitCodeOf(verdict, facts), reason, ...common };
}

function decide(facts: RunFacts): [VerdictName, string] {
  const { end } = facts;
  if (end.kind === "signal") return ["interrupted", `ended by ${end.signal}`];
  if (end.kind === "halted") return ["interrupted", `halted: ${end.reason}`];
  if (facts.refusal !== undefined) return ["refused", facts.refusal];
  const broken = facts.activities.find(({ phase, status }) =>
    phase === "method" && status === "failed"
  );
  if (broken !== undefined) return ["failed", because(`"${broken.name}" failed`, broken)];
  const errored = facts.checks.find(({ hasError }) => hasError);
  if (errored !== undefined) {
    return ["failed", because(`the check ${whenOf(errored, facts)} could not be made`, errored)];
  }
  const unmet = facts.checks.find(({ isMet }) => !isMet);
  if (unmet !== undefined) {
    const verb = unmet.phase === "before" ? "not met" : "left";
    return ["deviated", because(`the steady state was ${verb} ${whenOf(unmet, facts)}`, unmet)];
  }
  const { comparison, recovery } = facts;
  if (comparison?.verdict === "worse") return ["deviated", comparison.reason];
  if (recovery !== undefined && recovery.recoveryMs === undefined) {
    const words = `the steady state did not come back within ${recovery.withinMs} ms`;
    return ["deviated", because(words, recovery)];
  }
  const doubt = doubtOf(facts);
  if (doubt !== undefined) return ["inconclusive", doubt];
  const arms = comparison === undefined ? "" : `the arms are alike: ${comparison.reason}`;
  const checks = facts.checks.length === 0 ? "" : "the steady state held at every check";
  return ["held", [checks, arms].filter((words) => words !== "").join("; ")];
}

function because(words: string, { reason }: { readonly reason?: string }): string {
  return reason === undefined ? words : `${words}: ${reason}`;
}

function whenOf({ phase }: CheckFact, { faultCount = 0 }: RunFacts): string {
  return `${phase} the ${phase === "before" && faultCount > 0 ? "fault" : "method"}`;
}

/** Why a run without any fault of its own still shows nothing. */
function doubtOf(facts: RunFacts): string | undefined {
  const { checks, dry, methodCount, rollbacks } = facts;
  if (dry !== undefined && dry !== "pause") return `nothing was tried: dry run of ${dry}`;
  const cutFault = facts.faults.find(({ cutShortBy }) => cutShortBy !== undefined);
  if (cutFault !== undefined) {
    return `the fault ${cutFault.id} (${cutFault.kind}) ended before its time: ${cutFault.cutShortBy}`;
  }
  const { comparison } = facts;
  if (facts.hasArms === true && comparison === undefined) return "the arms were not compared";
  if (comparison?.verdict === "unknown") {
    return `whether the arms are alike is not known: ${comparison.reason}`;
  }
  if (checks.length === 0 && comparison === undefined) return "no steady state was checked";
  const untouched = facts.faults.find(({ isUntouched }) => isUntouched);
  if (untouched !== undefined) {
    const { kind, targets } = untouched;
    return `nothing was tried: no request met the ${kind} on ${targets.join(", ")}`;
  }
  if (comparison === undefined && isUnwatched(facts)) {
    return "nobody looked while a fault was at work: check during the method (runtime.hypothesis.strategy " +
      "continuously), or let the fault outlast it";
  }
  const isSeenAfter = comparison !== undefined;
  if (methodCount > 0 && !isSeenAfter && !checks.some(({ phase }) => phase !== "before")) {
    return "the steady state was not checked during or after the method";
  }
  const method = facts.activities.filter(({ phase }) => phase === "method");
  const begun = method.length;
  const cut = method.find(({ status }) => status !== "succeeded");
  if (cut !== undefined) return `"${cut.name}" was cut short`;
  if (begun < methodCount) return "the method was not played to its end";
  if (begun > 0 && rollbacks.declared > 0 && !rollbacks.played) return "rollbacks were not played";
  return undefined;
}

/** Whether there were faults that lasted, and no check was under way during any of them. */
function isUnwatched({ checks, faults }: RunFacts): boolean {
  const spans = faults.flatMap(({ atWork }) => atWork ?? []);
  const looks = checks.filter(({ phase }) => phase !== "before");
  return spans.length > 0 &&
    !looks.some(({ startedAtMs = Infinity, endedAtMs = startedAtMs }) =>
      spans.some(({ fromMs, toMs }) => endedAtMs >= fromMs && startedAtMs <= toMs)
    );
}

function undoComplaint({ activities, faults }: RunFacts): string | undefined {
  const fault = faults.find(({ undone }) => !undone);
  if (fault !== undefined) {
    return `the fault ${fault.id} (${fault.kind}) was not undone: ${fault.reason ?? "unknown"}`;
  }
  const rollback = activities.find(({ phase, status }) =>
    phase === "rollbacks" && status !== "succeeded"
  );
  return rollback && because(`the rollback "${rollback.name}" failed`, rollback);
}

function exitCodeOf(verdict: VerdictName, { end }: RunFacts): number {
  const bySignal = end.kind === "signal" ? SIGNAL_CODES[end.signal] : undefined;
  return bySignal ?? EXIT_CODES[verdict];
}
