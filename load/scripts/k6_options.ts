import type { Options, Scenario } from "k6/options";
import type { Arrivals, LoadOrder } from "../run/load_order.ts";
import { GRACE_MS } from "../run/load_order.ts";
import { exactRate, isConstant } from "../session/mod.ts";
import { LAST_WORDS_MS } from "./last_words.ts";

/** k6 counts whole starts per unit of time: a thousandth of a start per second is the least. */
const UNIT_S = 1_000;
/** What is due as the load ends is begun also by a k6 that is a little late; `dueSession` says by how much. */
const TAIL_MS = 1_000;
/** What of a request is said to outputs: addresses and errors differ from session to session. */
const TAGS = ["error_code", "expected_response", "method", "name", "scenario", "status"] as const;

/** Puts an order into the words of k6. @throws {RangeError} when it says neither arrivals nor vus. */
export function optionsOf(order: LoadOrder): Options {
  return {
    scenarios: { sessions: scenarioOf(order) },
    discardResponseBodies: true,
    summaryTrendStats: ["avg", "min", "med", "max", "p(90)", "p(95)", "p(99)", "count"],
    systemTags: [...TAGS],
    userAgent: "netops-load (k6)",
  };
}

function scenarioOf({ arrivals, vus, durationMs = 0, maxVus }: LoadOrder): Scenario {
  const gracefulStop = span(GRACE_MS + LAST_WORDS_MS);
  if (arrivals === undefined) {
    if (vus === undefined) throw new RangeError("The order says neither arrivals nor vus");
    return { executor: "constant-vus", vus, duration: span(durationMs), gracefulStop };
  }
  const pool = { timeUnit: `${UNIT_S}s`, preAllocatedVUs: maxVus, maxVUs: maxVus, gracefulStop };
  if (isConstant(arrivals)) {
    const lengthMs = arrivals.stages.reduce((sum, stage) => sum + stage.durationMs, 0);
    const rate = countOf(arrivals.startRate);
    return { executor: "constant-arrival-rate", rate, duration: span(lengthMs + TAIL_MS), ...pool };
  }
  return {
    executor: "ramping-arrival-rate",
    startRate: countOf(arrivals.startRate),
    stages: stagesOf(arrivals),
    ...pool,
  };
}

function stagesOf({ stages, startRate }: Arrivals): { target: number; duration: string }[] {
  const last = stages[stages.length - 1]?.targetRate ?? startRate;
  const tail = { targetRate: Math.max(1, last), durationMs: TAIL_MS };
  return [...stages, tail].map(({ targetRate, durationMs }) => ({
    target: countOf(targetRate),
    duration: span(durationMs),
  }));
}

function countOf(rate: number): number {
  return Math.round(exactRate(rate) * UNIT_S);
}

function span(durationMs: number): string {
  return `${Math.round(durationMs)}ms`;
}
