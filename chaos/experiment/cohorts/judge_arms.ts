import type { ArmCounts } from "@netops/core/contracts";
import type { ArmFigures, ArmsComparison, JudgedInterval } from "./arms_comparison.ts";
import type { CohortSettings } from "./cohort_settings.ts";
import type { Interval } from "./interval.ts";
import { newcombeDifference } from "./newcombe_difference.ts";
import { quantileOf, shiftOfLatency } from "./shift_of_latency.ts";

/** Both arms as they were counted. */
export interface SeenArms {
  readonly control: ArmCounts;
  readonly experiment: ArmCounts;
  /** How often a fault of the experiment was seen to happen; undefined where nobody can tell. */
  readonly happened?: number;
}

/** What arms are judged by. */
export type ArmRules = Pick<CohortSettings, "leastRequests" | "failures" | "latencyMs"> & {
  /** How much larger the end of a bucket of latencies is than its beginning. */
  readonly growth: number;
};

/**
 * Judges two arms.
 *
 * Alike only when each whole interval lies within its tolerance, worse when a whole interval lies beyond it, and
 * unknown otherwise: also with too few requests in an arm, or when the fault was not seen to happen. To be better than
 * the control is never wrong.
 */
export function judgeArms(seen: SeenArms, rules: ArmRules): ArmsComparison {
  const { control, experiment } = seen;
  const arms = { control: figuresOf(control), experiment: figuresOf(experiment) };
  const doubt = doubtOf(seen, rules);
  if (control.requests === 0 || experiment.requests === 0) {
    return { verdict: "unknown", reason: doubt ?? "no request was seen", ...arms };
  }
  const failures = judged(
    newcombeDifference(shareOf(experiment), shareOf(control)),
    rules.failures,
  );
  const { growth } = rules;
  const shift = shiftOfLatency(experiment.latenciesMs, control.latenciesMs, { growth });
  const latencyMs = shift === undefined ? undefined : judged(shift, rules.latencyMs);
  const intervals = { failures, ...(latencyMs === undefined ? {} : { latencyMs }) };
  if (doubt !== undefined) return { verdict: "unknown", reason: doubt, ...arms, ...intervals };
  const told = verdictOf(failures, latencyMs);
  const open = told.verdict === "alike" ? openDoubt(seen, rules) : undefined;
  const verdict = open === undefined ? told : { verdict: "unknown" as const, reason: open };
  return { ...verdict, ...arms, ...intervals };
}

/** Requests without an answer yet could all have failed: a fault that lets them hang must not pass for that. */
function openDoubt({ control, experiment }: SeenArms, { failures }: ArmRules): string | undefined {
  const { drawn, requests } = experiment;
  const open = drawn - requests;
  if (open <= 0) return undefined;
  const worst = { count: experiment.failures + open, of: drawn };
  if (newcombeDifference(worst, shareOf(control)).high <= failures) return undefined;
  return `${open} of ${drawn} requests with the fault had no answer yet: let the method last longer`;
}

function doubtOf({ control, experiment, happened }: SeenArms, { leastRequests }: ArmRules) {
  for (const [arm, { requests }] of Object.entries({ control, experiment })) {
    if (requests < leastRequests) {
      return `the ${arm} arm had ${requests} requests, and fewer than ${leastRequests} tell nothing`;
    }
  }
  if (experiment.given === 0) return "no request of the experiment arm was given the fault";
  return happened !== undefined && happened <= 0
    ? `the fault was given to ${experiment.given} requests and never seen to happen; ` +
      "does each service on the way pass on the header x-netops-fault?"
    : undefined;
}

function verdictOf(
  failures: JudgedInterval,
  latencyMs: JudgedInterval | undefined,
): Pick<ArmsComparison, "verdict" | "reason"> {
  const told = [
    { lies: failures.lies, words: failureWords(failures) },
    { lies: latencyMs?.lies, words: latencyMs === undefined ? "" : latencyWords(latencyMs) },
  ];
  const beyond = told.find(({ lies }) => lies === "beyond");
  if (beyond !== undefined) return { verdict: "worse", reason: beyond.words };
  const across = told.find(({ lies }) => lies === "across");
  if (across !== undefined) {
    return { verdict: "unknown", reason: `${across.words}: more requests would tell` };
  }
  const within = told.filter(({ lies }) => lies === "within").map(({ words }) => words);
  return { verdict: "alike", reason: within.join("; ") };
}

function judged(interval: Interval, tolerance: number | undefined): JudgedInterval {
  if (tolerance === undefined) return interval;
  const lies = interval.high <= tolerance
    ? "within"
    : interval.low > tolerance
    ? "beyond"
    : "across";
  return { ...interval, tolerance, lies };
}

function failureWords({ difference, low, high, tolerance = 0 }: JudgedInterval): string {
  const points = (ratio: number) => (100 * ratio).toFixed(1);
  return `requests with the fault fail ${
    points(difference)
  } points more often than those without ` +
    `(95 %: ${points(low)} to ${points(high)}, allowed ${points(tolerance)})`;
}

function latencyWords({ difference, low, high, tolerance = 0 }: JudgedInterval): string {
  const ms = (value: number) => value.toFixed(Math.abs(value) < 10 ? 1 : 0);
  return `requests with the fault are ${ms(difference)} ms later than those without ` +
    `(95 %: ${ms(low)} to ${ms(high)} ms, allowed ${ms(tolerance)} ms)`;
}

function shareOf({ failures, requests }: ArmCounts) {
  return { count: failures, of: requests };
}

function figuresOf({ requests, failures, latenciesMs }: ArmCounts): ArmFigures {
  const [medianMs, p95Ms] = [quantileOf(latenciesMs, 0.5), quantileOf(latenciesMs, 0.95)];
  return {
    ...{ requests, failures },
    ...(medianMs === undefined ? {} : { medianMs }),
    ...(p95Ms === undefined ? {} : { p95Ms }),
  };
}
