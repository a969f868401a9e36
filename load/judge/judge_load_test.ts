import assert from "node:assert/strict";
import type { GeneratorHealth } from "../report/load_report.ts";
import type { LoadFacts } from "../report/load_facts.ts";
import { judgeLoad, type LoadEvidence } from "./judge_load.ts";

const NONE = { p50: null, p95: null, p99: null };

const FACTS: Omit<LoadFacts, "find"> = {
  ...{ unit: "sessions", startedAtMs: 0, endedAtMs: 25_000, scheduled: 100, begun: 100 },
  ...{ dropped: 0, scriptErrors: 0, firstScriptError: undefined },
  numbers: {
    ...{ spsAttempted: 5, spsAchieved: 5, startupMs: { p50: 20, p95: 50, p99: 80 } },
    starts: {
      ...{ attempted: 100, started: 100, failedTechnical: 0, failedBusiness: 0, left: 0, cut: 0 },
    },
    ...{
      startFailureRatio: 0,
      exitBeforeStartRatio: 0,
      playFailureRatio: 0,
      stalledRatio: 0,
      stallsPerSession: 0,
    },
    ...{ averageBitrateBps: 1, switches: 0, failovers: 0, recoveryMs: NONE, shareByOcaRank: {} },
  },
  ...{ seconds: [], ocas: [], errors: [], steps: [], lateMs: [], runningMax: 40 },
};

const HEALTH: GeneratorHealth = {
  ...{ cpuCores: { mean: 0.2, max: 0.4 }, rssMaxBytes: 1, runningMax: 40, maxVus: 200 },
  ...{ lateMs: { p50: 0, p95: 2, p99: 5 }, machineBusyRatio: 0.5, machineCores: 2 },
  timerLateP99Ms: 8,
};

const KEPT = { metric: "startup_ms", limit: "p(95)<1000", actual: 50, passed: true };
const CROSSED = { metric: "startup_ms", limit: "p(95)<10", actual: 50.1234, passed: false };
const DROPPED = { metric: "dropped_iterations", limit: "count==0", actual: 7, passed: false };

function judge(change: Partial<LoadEvidence> = {}) {
  const plain = { facts: FACTS, thresholds: [KEPT], health: HEALTH, companions: [] };
  return judgeLoad({ ...plain, ...change });
}

function changed(change: Partial<LoadFacts>): Pick<LoadEvidence, "facts"> {
  return { facts: { ...FACTS, ...change } };
}

Deno.test("a load that was given whole and kept every threshold passed", () => {
  assert.deepEqual(judge(), {
    verdict: "passed",
    reason: "all 1 thresholds were kept and the whole load was delivered",
    exitCode: 0,
  });
});

Deno.test("a script that throws in every iteration failed, and says what it threw", () => {
  const threw = changed({ scriptErrors: 100, firstScriptError: "Error: boom" });
  const { exitCode, reason } = judge({ ...threw, k6ExitCode: 0 });
  assert.equal(exitCode, 5);
  assert.equal(reason, "every one of 100 iterations threw: Error: boom");
  const early = changed({ scriptErrors: 1, begun: 0, firstScriptError: "Error: x" });
  assert.equal(judge({ ...early, k6ExitCode: 107 }).exitCode, 5);
});

Deno.test("a crossed threshold failed with limit and actual, also when starts were dropped", () => {
  const { exitCode, reason } = judge({ thresholds: [KEPT, CROSSED] });
  assert.equal(exitCode, 5);
  assert.equal(reason, "startup, p95 was 50 ms, not below 10 ms (startup_ms p(95)<10)");
  const less = judge({ ...changed({ dropped: 7 }), thresholds: [DROPPED, CROSSED] });
  assert.equal(less.verdict, "failed");
  assert.match(less.reason, /with 7 of the starts not even begun/);
  assert.equal(judge({ k6ExitCode: 99 }).exitCode, 5);
});

Deno.test("a load that was not delivered is inconclusive, and says what was short", () => {
  const full = judge({ ...changed({ dropped: 7, runningMax: 200 }), thresholds: [KEPT, DROPPED] });
  assert.equal(full.exitCode, 9);
  assert.match(full.reason, /7 of 107 starts were dropped as all 200 VUs were in use; --max-vus/);
  const slow = judge({ ...changed({ dropped: 7 }), thresholds: [KEPT, DROPPED] });
  assert.match(slow.reason, /the generator did not keep up; ask for a lower rate/);
});

Deno.test("figures of a generator that was itself the bottleneck decide nothing", () => {
  const late = { facts: { ...FACTS, lateMs: Array.from({ length: 100 }, () => 140) } };
  // Where the machine tells nothing of itself, the sessions still do.
  const { verdict, reason } = judge({ ...late, health: null, thresholds: [CROSSED] });
  assert.equal(verdict, "inconclusive");
  assert.match(reason, /^the generator was the bottleneck: .* 140 ms late/);
  const startups = { ...FACTS.numbers, startupMs: { p50: 1_000, p95: 2_000, p99: 3_000 } };
  const slow = { facts: { ...late.facts, numbers: startups } };
  assert.equal(judge(slow).verdict, "passed");
});

Deno.test("a starved machine makes figures worse, never better: only a crossed threshold is in doubt", () => {
  const health = { ...HEALTH, timerLateP99Ms: 400 };
  assert.equal(judge({ health }).verdict, "passed");
  const { verdict, reason } = judge({ health, thresholds: [CROSSED] });
  assert.equal(verdict, "inconclusive");
  assert.match(reason, /^this machine was starved: a timer came 400 ms late/);
  const errors = { metric: "http_req_failed", limit: "rate<0.01", actual: 1, passed: false };
  assert.equal(judge({ health, thresholds: [CROSSED, errors] }).verdict, "failed");
});

Deno.test("what was not measured, not begun or not finished is never a pass", () => {
  const open = { metric: "recovery_ms", limit: "p(95)<2000", actual: null, passed: false };
  assert.match(
    judge({ thresholds: [KEPT, open] }).reason,
    /^nothing was measured for recovery after a failover/,
  );
  assert.match(judge(changed({ begun: 0 })).reason, /^no session began; see: /);
  assert.equal(judge({ stoppedBy: "stopped by you" }).exitCode, 9);
  assert.match(judge({ k6ExitCode: 104 }).reason, /^k6 refused the options/);
  assert.match(judge({ k6ExitCode: 137 }).reason, /^k6 ended with exit code 137/);
});

Deno.test("what ran beside a load takes part in its verdict", () => {
  const beside = (exitCode: number) => ({
    ...{ kind: "chaos" as const, name: "oca-hang", outcome: "deviated", exitCode },
    ...{ startedAtMs: 0, endedAtMs: 1 },
  });
  const verdicts = [0, 5, 8, 9, 6].map((code) => judge({ companions: [beside(code)] }));
  assert.deepEqual(verdicts.map(({ exitCode }) => exitCode), [0, 5, 8, 9, 9]);
  assert.equal(verdicts[1]?.reason, "chaos oca-hang beside it ended deviated (exit 5)");
});

Deno.test("sessions that never ended are no pass, as what they stalled is in no number", () => {
  const { verdict, reason } = judge({ facts: { ...FACTS, unended: 3 } });
  assert.equal(verdict, "inconclusive");
  assert.match(reason, /^3 of 100 sessions never said how they ended/);
  assert.equal(judge({ facts: { ...FACTS, unended: 3 }, thresholds: [CROSSED] }).verdict, "failed");
});
