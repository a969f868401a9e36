import { MOST_VUS } from "../run/load_order.ts";
import type { GeneratorHealth, LoadCompanion, LoadReport } from "../report/load_report.ts";
import type { LoadFacts } from "../report/load_facts.ts";
import { quantilesOf } from "../report/quantiles.ts";
import { actualWords, thresholdWords } from "../report/threshold_words.ts";
import type { ThresholdOutcome } from "../run/load_threshold.ts";

/** What a load is judged by. */
export interface LoadEvidence {
  readonly facts: Omit<LoadFacts, "find">;
  readonly thresholds: readonly ThresholdOutcome[];
  readonly health: GeneratorHealth | null;
  readonly companions: readonly LoadCompanion[];
  readonly k6ExitCode?: number;
  /** Why it did not run to its end; undefined when it did. */
  readonly stoppedBy?: string;
}

/** The verdict, and the one sentence that says what decided. */
export type LoadVerdict = Pick<LoadReport, "verdict" | "reason" | "exitCode">;

/** What the generator may add to a startup before the figures are about itself. */
const LATE_MS = 100;
const LATE_RATIO = 0.1;
/** A machine on which a timer comes so late was starved. */
const STARVED_MS = 250;

/** Thresholds that say whether the load was given, not how the platform bore it. */
const DELIVERY: ReadonlySet<string> = new Set(["dropped_iterations"]);

/** What a machine that is short of CPU does not bring about: it makes things late, not wrong. */
const HARD: ReadonlySet<string> = new Set([
  ...["script_errors", "iterations", "http_req_failed", "checks"],
]);

/**
 * Judges a load: the first rule that speaks decides, and not knowing is never a pass.
 *
 * 1. failed: every iteration threw, or k6 found an exception before the first.
 * 2. inconclusive: k6 could not run, it was stopped early, or nothing began.
 * 3. inconclusive: the generator was the bottleneck (its own lateness is in the figures).
 * 4. failed: a threshold about the platform was crossed, whether or not all of the load was given: less than was asked
 *    for was too much already. Inconclusive on a machine that was starved, as that makes figures worse, never
 *    better; but for errors, which it does not make.
 * 5. failed or inconclusive: what ran beside failed, or came to nothing.
 * 6. inconclusive: the load was not delivered, sessions never ended, or a threshold had nothing to measure.
 * 7. passed.
 */
export function judgeLoad(evidence: LoadEvidence): LoadVerdict {
  for (const rule of RULES) {
    const verdict = rule(evidence);
    if (verdict !== undefined) return verdict;
  }
  const count = evidence.thresholds.length;
  return {
    verdict: "passed",
    reason: `all ${count} thresholds were kept and the whole load was delivered`,
    exitCode: 0,
  };
}

type Rule = (evidence: LoadEvidence) => LoadVerdict | undefined;

const RULES: readonly Rule[] = [
  judgeExceptions,
  judgeEngine,
  judgeBottleneck,
  judgeThresholds,
  judgeCompanions,
  judgeDelivery,
  judgeUnended,
  judgeUnmeasured,
];

function judgeExceptions({ facts, k6ExitCode }: LoadEvidence): LoadVerdict | undefined {
  const { scriptErrors, begun, firstScriptError = "it did not say why" } = facts;
  if (k6ExitCode === 107) {
    return failed(`the script threw before its first iteration: ${firstScriptError}`);
  }
  if (k6ExitCode === 110) return failed("the script marked the test as failed (exec.test.fail)");
  if (begun === 0 || scriptErrors < begun) return undefined;
  return failed(`every one of ${begun} iterations threw: ${firstScriptError}`);
}

/** Exit codes of k6 after which its figures are whole. Source: grafana/k6, errext/exitcodes. */
const WHOLE: ReadonlySet<number> = new Set([0, 99]);
const BROKEN: Readonly<Record<number, string>> = {
  100: "the script's setup took too long",
  101: "the script's teardown took too long",
  104: "k6 refused the options of the script",
  106: "k6 could not open its API",
  108: "the script ended the test (exec.test.abort)",
  109: "k6 crashed",
};

function judgeEngine({ facts, k6ExitCode, stoppedBy }: LoadEvidence): LoadVerdict | undefined {
  if (stoppedBy !== undefined) return inconclusive(stoppedBy);
  if (k6ExitCode !== undefined && !WHOLE.has(k6ExitCode)) {
    const why = facts.firstScriptError === undefined ? "" : `: ${facts.firstScriptError}`;
    const what = BROKEN[k6ExitCode] ?? `k6 ended with exit code ${k6ExitCode}`;
    return inconclusive(what + why);
  }
  if (facts.begun > 0) return undefined;
  const what = facts.unit === "sessions" ? "session" : "iteration";
  return inconclusive(`no ${what} began; see: netops load doctor, netops ps`);
}

function judgeBottleneck({ facts }: LoadEvidence): LoadVerdict | undefined {
  const lateP95Ms = quantilesOf(facts.lateMs).p95 ?? 0;
  const startupP95Ms = facts.numbers.startupMs.p95 ?? 0;
  if (lateP95Ms > LATE_MS && lateP95Ms > LATE_RATIO * startupP95Ms) {
    return inconclusive(
      `the generator was the bottleneck: it began 5 % of the sessions ${
        Math.round(lateP95Ms)
      } ms ` +
        `late or more (at most ${
          Math.max(LATE_MS, Math.round(LATE_RATIO * startupP95Ms))
        } ms); ask for a lower rate`,
    );
  }
  return undefined;
}

/** Why figures that are bad may be the machine's own; undefined when it had room. */
function starvation(health: GeneratorHealth | null): LoadVerdict | undefined {
  if (health === null || health.timerLateP99Ms <= STARVED_MS) return undefined;
  return inconclusive(
    `this machine was starved: a timer came ${Math.round(health.timerLateP99Ms)} ms late ` +
      `(at most ${STARVED_MS}), with ${
        Math.round(health.machineBusyRatio * 100)
      } % of its CPU in use; ` +
      "ask for a lower rate, or end other work",
  );
}

function judgeThresholds(evidence: LoadEvidence): LoadVerdict | undefined {
  const { facts, thresholds, k6ExitCode } = evidence;
  const crossed = thresholds.filter(({ metric, passed, actual }) =>
    !passed && actual !== null && !DELIVERY.has(metric)
  );
  const [first] = crossed;
  if (first === undefined) {
    return k6ExitCode === 99
      ? failed("k6 says that a threshold of the script was crossed")
      : undefined;
  }
  const isHard = crossed.some(({ metric }) => HARD.has(metric.split("{")[0] ?? metric));
  const starved = isHard ? undefined : starvation(evidence.health);
  if (starved !== undefined) return starved;
  const more = crossed.length === 1 ? "" : `, and ${crossed.length - 1} more crossed`;
  const less = facts.dropped === 0 ? "" : ` (with ${facts.dropped} of the starts not even begun)`;
  return failed(`${crossedWords(first)}${more}${less}`);
}

/** Judges by what ran beside a load; undefined when all of it went well. */
export function judgeCompanions(
  { companions }: Pick<LoadEvidence, "companions">,
): LoadVerdict | undefined {
  const bad = companions.find(({ exitCode }) => exitCode !== 0);
  if (bad === undefined) return undefined;
  const reason = `${bad.kind} ${bad.name} beside it ended ${bad.outcome} (exit ${bad.exitCode})`;
  return bad.exitCode === 5 || bad.exitCode === 8
    ? { ...failed(reason), exitCode: bad.exitCode }
    : inconclusive(reason);
}

function judgeDelivery({ facts, health }: LoadEvidence): LoadVerdict | undefined {
  const { dropped, begun, runningMax } = facts;
  if (dropped === 0) return undefined;
  const isFull = health !== null && runningMax >= health.maxVus;
  const why = isFull
    ? `all ${health.maxVus} VUs were in use; ${moreVusWords(facts.unit, health.maxVus)}`
    : "the generator did not keep up; ask for a lower rate";
  return inconclusive(
    `the load was not delivered: ${dropped} of ${begun + dropped} starts were dropped as ${why}`,
  );
}

/** What a session that never ended stalled and failed at is in no number. */
function judgeUnended({ facts }: LoadEvidence): LoadVerdict | undefined {
  const { unended = 0, begun } = facts;
  if (unended === 0) return undefined;
  return inconclusive(
    `${unended} of ${begun} sessions never said how they ended: their stalls and requests are in no number`,
  );
}

/** A script says itself how many there may be, and nobody may ask for more than the most. */
function moreVusWords(unit: LoadReport["unit"], maxVus: number): string {
  if (unit === "iterations") return "raise maxVUs in the script, or ask for a lower rate";
  return maxVus >= MOST_VUS
    ? "ask for a lower rate, or viewers who stay less long (--watch)"
    : `--max-vus allows up to ${MOST_VUS}`;
}

function judgeUnmeasured({ thresholds }: LoadEvidence): LoadVerdict | undefined {
  const open = thresholds.find(({ passed, actual }) => !passed && actual === null);
  if (open !== undefined) {
    const { name } = thresholdWords(open);
    return inconclusive(
      `nothing was measured for ${name} (${open.metric} ${open.limit}): nothing of the kind happened; ` +
        "see the steps and errors, or take the threshold out",
    );
  }
  const crossed = thresholds.find(({ passed }) => !passed);
  if (crossed === undefined) return undefined;
  return inconclusive(crossedWords(crossed));
}

/** `startup, p95 was 2.24 s, not below 2 s (startup_ms p(95)<2000)`. */
function crossedWords(outcome: ThresholdOutcome): string {
  const { name, limit } = thresholdWords(outcome);
  const rounded = actualWords(outcome);
  // "2 s, not below 2 s" would say nothing.
  const got = limit.endsWith(` ${rounded}`) ? String(outcome.actual) : rounded;
  return `${name} was ${got}, not ${limit} (${outcome.metric} ${outcome.limit})`;
}

function failed(reason: string): LoadVerdict {
  return { verdict: "failed", reason, exitCode: 5 };
}

function inconclusive(reason: string): LoadVerdict {
  return { verdict: "inconclusive", reason, exitCode: 9 };
}
