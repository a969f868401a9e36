import type { LoadReport, LoadSecond, Quantiles } from "./load_report.ts";
import { fixtureEvents, fixtureFailures } from "./report_fixture_events.ts";

const SECONDS = 60;
const STARTED_AT_MS = Date.UTC(2026, 10, 27, 16, 28, 4);
const NOTHING: Quantiles = { p50: null, p95: null, p99: null };
const OCAS = ["c001.fra001.isp-a", "c002.fra001.isp-a", "c001.ams001.ix"] as const;

/**
 * A load of 60 s at 20 starts per second: an OCA hangs from 20 s to 35 s, at 40 s a zone is lost. Only for tests and
 * to look at; its numbers fit together as those of a real load do.
 */
export function streamReport(): LoadReport {
  return {
    ...identityOf("load-8", "hotpath"),
    ...{ unit: "sessions", engine: "k6", engineVersion: "1.8.1", k6ExitCode: 99 },
    ...{ verdict: "failed", exitCode: 5, seed: 7, shape: "20/s for 60s", maxVus: 400 },
    reason: "startup p95 was 2.24 s, and at most 1 s is allowed",
    ...{ spsAttempted: 20, spsAchieved: 19.7 },
    starts: {
      ...{ attempted: 1_200, started: 1_182, failedTechnical: 12 },
      ...{ failedBusiness: 0, left: 6, cut: 0 },
    },
    startupMs: { p50: 142, p95: 2_240, p99: 2_610 },
    ...{ startFailureRatio: 12 / 1_200, exitBeforeStartRatio: 6 / 1_200, playFailureRatio: 0 },
    ...{ stalledRatio: 0.0041, stallsPerSession: 0.058, averageBitrateBps: 2_940_000 },
    ...{ switches: 311, failovers: 96, recoveryMs: { p50: 2_050, p95: 2_410, p99: 2_600 } },
    ...{ droppedIterations: 0, scriptErrors: 0 },
    shareByOcaRank: { "1": 0.922, "2": 0.071, "3": 0.007 },
    thresholds: [
      { metric: "startup_ms", limit: "p(95)<1000", actual: 2_240, passed: false },
      { metric: "start_failed", limit: "rate<0.01", actual: 0.01, passed: false },
      { metric: "stalled_ratio", limit: "value<0.01", actual: 0.0041, passed: true },
      { metric: "request_failed", limit: "rate<0.02", actual: 0.0112, passed: true },
      { metric: "starts", limit: "count>0", actual: 1_182, passed: true },
      { metric: "script_errors", limit: "count==0", actual: 0, passed: true },
      { metric: "dropped_iterations", limit: "count==0", actual: 0, passed: true },
    ],
    seconds: Array.from({ length: SECONDS }, (_, at) => streamSecond(at)),
    ocas: [
      ocaShare(OCAS[0], 0.47, { failed: 148, starts: 561, p95: 41 }),
      ocaShare(OCAS[1], 0.35, { failed: 3, starts: 431, p95: 38 }),
      ocaShare(OCAS[2], 0.18, { failed: 9, starts: 190, p95: 52 }),
    ],
    errors: fixtureFailures(STARTED_AT_MS),
    steps: [
      step("queue", "generator", { count: 1_200, p95: 3, share: 0.01 }),
      step("play", "playback", { count: 1_200, p95: 61, share: 0.31, failed: 9 }),
      step("master", "OCAs", { count: 1_191, p95: 14, share: 0.06 }),
      step("playlist", "OCAs", { count: 1_191, p95: 12, share: 0.05 }),
      step("init", "OCAs", { count: 1_191, p95: 19, share: 0.08, failed: 2 }),
      step("segment", "OCAs", { count: 1_189, p95: 2_020, share: 0.49, failed: 148 }),
      step("later segments", "OCAs", { count: 13_480, p95: 21, share: null, failed: 9 }),
      step("events", "playback", { count: 4_770, p95: 18, share: null }),
    ],
    events: fixtureEvents(STARTED_AT_MS),
    generator: {
      ...{ cpuCores: { mean: 0.71, max: 1.32 }, rssMaxBytes: 312_000_000 },
      ...{ runningMax: 214, maxVus: 400, lateMs: { p50: 0.4, p95: 2.9, p99: 6.1 } },
      ...{ machineBusyRatio: 0.63, machineCores: 2, timerLateP99Ms: 11 },
    },
    companions: [{
      ...{ kind: "chaos", name: "oca-hangs", outcome: "deviated", exitCode: 5 },
      ...{ startedAtMs: STARTED_AT_MS + 15_000, endedAtMs: STARTED_AT_MS + 55_000 },
    }],
    opsUrl: "http://127.0.0.1:7700",
  };
}

/** A load of a user's own script: what concerns viewers was not measured. */
export function scriptReport(): LoadReport {
  const { seconds, errors, steps, generator, ...rest } = streamReport();
  const [failure] = errors;
  return {
    ...rest,
    ...identityOf(
      "load-9",
      "checkout_of_a_very_long_name_that_has_to_wrap_somewhere_on_a_phone.ts",
    ),
    ...{
      unit: "iterations",
      k6ExitCode: 0,
      verdict: "passed",
      exitCode: 0,
      shape: "50 VUs for 1m",
    },
    ...{ reason: "all 3 thresholds are met", spsAttempted: 41.2, spsAchieved: 41.2, maxVus: 50 },
    starts: {
      ...{ attempted: 2_472, started: 2_470, failedTechnical: 2 },
      ...{ failedBusiness: 0, left: 0, cut: 0 },
    },
    ...{ startupMs: NOTHING, startFailureRatio: 2 / 2_472, exitBeforeStartRatio: null },
    ...{ stalledRatio: null, stallsPerSession: null, averageBitrateBps: null, switches: 0 },
    ...{ failovers: 0, recoveryMs: NOTHING, shareByOcaRank: {}, ocas: [], companions: [] },
    thresholds: [
      { metric: "http_req_duration{name:pay}", limit: "p(95)<500", actual: 212.4, passed: true },
      { metric: "http_req_failed", limit: "rate<0.01", actual: 0.0008, passed: true },
      { metric: "script_errors", limit: "count==0", actual: 0, passed: true },
    ],
    seconds: seconds.map((second) => ({
      ...second,
      ...{ attempted: null, startupMs: NOTHING, stalls: 0, failovers: 0, bytesByOca: {} },
      ...{ started: 41, failed: 0, running: 50, requests: 123, failedRequests: 0 },
    })),
    errors: failure === undefined ? [] : [{ ...failure, service: "checkout", count: 2 }],
    steps: steps.slice(1, 3).map((one) => ({ ...one, shareOfStartup: null })),
    events: [],
    generator: generator === null ? null : { ...generator, runningMax: 50, maxVus: 50 },
  };
}

/** A load that could not be given: the machine had no CPU left. */
export function inconclusiveReport(): LoadReport {
  const whole = streamReport();
  return {
    ...whole,
    ...identityOf("load-10", "hotpath"),
    ...{ engine: "builtin", engineVersion: "0.1.0", verdict: "inconclusive", exitCode: 9 },
    reason: "the load was not given: 214 of 3,000 starts per second, the machine's CPU was used up",
    ...{ shape: "3000/s for 60s", spsAttempted: 3_000, spsAchieved: 214 },
    seconds: whole.seconds.map((one) => ({
      ...one,
      attempted: 3_000,
      started: 205 + one.started % 20,
    })),
    ...{ droppedIterations: 164_310, recoveryMs: NOTHING, events: [], errors: [], companions: [] },
    thresholds: [
      { metric: "startup_ms", limit: "p(95)<1000", actual: 4_820, passed: false },
      { metric: "recovery_ms", limit: "p(95)<4000", actual: null, passed: false },
      { metric: "dropped_iterations", limit: "count==0", actual: 164_310, passed: false },
    ],
    generator: {
      ...{ cpuCores: { mean: 1.9, max: 2 }, rssMaxBytes: 1_940_000_000 },
      ...{ runningMax: 400, maxVus: 400, lateMs: { p50: 910, p95: 2_700, p99: 3_900 } },
      ...{ machineBusyRatio: 0.99, machineCores: 2, timerLateP99Ms: 480 },
    },
  };
}

function identityOf(
  id: string,
  name: string,
): Pick<LoadReport, "schema" | "id" | "name" | "reportHtml" | "startedAtMs" | "endedAtMs"> {
  return {
    schema: "netops.load/v1",
    ...{ id, name, reportHtml: `/tmp/.netops/load/${id}/report.html` },
    ...{ startedAtMs: STARTED_AT_MS, endedAtMs: STARTED_AT_MS + SECONDS * 1_000 + 3_200 },
  };
}

/** Slow while the OCA hangs, and for some seconds after the zone is gone. */
function streamSecond(at: number): LoadSecond {
  const hangs = at >= 20 && at < 35;
  const lost = at >= 40 && at < 46;
  const wave = Math.sin(at * 1.7) + Math.sin(at * 0.61);
  const slowMs = hangs ? 2_100 : lost ? 900 : 0;
  const p50 = Math.round(118 + wave * 9 + (hangs ? 40 : 0));
  const p95 = Math.round(240 + wave * 30 + slowMs);
  const failed = at === 41 || at === 42 ? 5 : at === 21 ? 2 : 0;
  return {
    ...{ tsMs: STARTED_AT_MS + at * 1_000, attempted: 20, started: 20 - failed, failed },
    running: Math.min(200, Math.round((at + 1) * 18)) + (hangs ? 14 : 0),
    startupMs: { p50, p95, p99: Math.round(p95 * 1.12 + 40) },
    stalls: hangs ? Math.round(3 + wave) : lost ? 4 : 0,
    failovers: hangs ? Math.max(0, Math.round(5 + wave * 1.4)) : lost ? 3 : 0,
    ...{ requests: Math.round(300 + wave * 12), failedRequests: hangs ? 9 : lost ? 4 : 0 },
    bytesByOca: trafficOf({ at, hangs, wave }),
  };
}

function trafficOf({ at, hangs, wave }: { at: number; hangs: boolean; wave: number }) {
  const all = 62_000_000 * Math.min(1, (at + 1) / 11) + wave * 2_000_000;
  const first = hangs ? 0.04 : 0.55;
  const third = at >= 40 ? 0 : 0.18;
  const shares = [first, 1 - first - third, third];
  const sent = OCAS.map((oca, rank) => [oca, Math.round(all * (shares[rank] ?? 0))] as const);
  return Object.fromEntries(sent.filter(([, bytes]) => bytes > 0));
}

function ocaShare(
  oca: string,
  share: number,
  { failed, starts, p95 }: { failed: number; starts: number; p95: number },
) {
  const durationMs = { p50: p95 / 4, p95, p99: p95 * 3 };
  const bytes = Math.round(share * 3_460_000_000);
  return { oca, share, failed, starts, bytes, requests: Math.round(share * 18_240), durationMs };
}

function step(
  name: string,
  service: string,
  { count, p95, share, failed = 0 }: {
    count: number;
    p95: number;
    share: number | null;
    failed?: number;
  },
) {
  const durationMs = { p50: p95 / 3, p95, p99: p95 * 1.8 };
  const perSecond = count / SECONDS;
  return { step: name, service, count, failed, perSecond, durationMs, shareOfStartup: share };
}
