/** Files of a load as its runner writes them, with what the page does not read. */
export function orderFile(rest: Readonly<Record<string, unknown>> = {}) {
  return {
    ...{ id: "load-1", name: "hotpath", engine: "k6", engineVersion: "1.8.1", seed: 7 },
    ...{ plan: { scenario: "play" }, maxVus: 78, durationMs: 40_000 },
    arrivals: { startRate: 3, stages: [{ targetRate: 3, durationMs: 40_000 }] },
    ...{ thresholds: [], folder: "/home/x", gatewayUrl: "http://127.0.0.1:7070" },
    ...rest,
  };
}

/** How it goes. */
export function progressFile(tsMs: number, rest: Readonly<Record<string, unknown>> = {}) {
  return {
    ...{ tsMs, elapsedMs: 10_000, totalMs: 40_000, phase: "running", attempted: 30, started: 28 },
    ...{ failed: 1, running: 12, spsLast10s: 2.8, startupP95Ms: 640, stalls: 4, failovers: 2 },
    ...{ droppedIterations: 0, lastEvents: [] },
    ...rest,
  };
}

/** What it came to. */
export function reportFile(rest: Readonly<Record<string, unknown>> = {}) {
  return {
    ...{ schema: "netops.load/v1", id: "load-1", name: "hotpath", unit: "sessions", engine: "k6" },
    ...{ verdict: "failed", reason: "startup_ms p(95)<2000 was crossed: it was 4021", exitCode: 5 },
    ...{ shape: "3/s for 40s", startedAtMs: 1_700_000_000_000, endedAtMs: 1_700_000_046_000 },
    ...{ spsAttempted: 3, spsAchieved: 2.73, starts: { attempted: 120, started: 109, left: 11 } },
    ...{ startupMs: { p50: 1_392, p95: 4_021, p99: 5_371 }, startFailureRatio: 0 },
    ...{ exitBeforeStartRatio: 0.0917, stalledRatio: null, failovers: 1, droppedIterations: 0 },
    thresholds: [
      { metric: "start_failed", limit: "rate<0.01", actual: 0, passed: true },
      { metric: "startup_ms", limit: "p(95)<2000", actual: 4_021.2, passed: false },
      { metric: "request_failed{kind:segment}", limit: "rate<0.01", actual: null, passed: false },
    ],
    events: [{
      ...{ tsMs: 1_700_000_020_000, lane: "chaos", subject: "c001", text: "hang on c001" },
    }],
    companions: [{ kind: "chaos", name: "oca-hang", outcome: "passed", exitCode: 0 }],
    ...{ seconds: [{ tsMs: 1 }], errors: [], generator: null },
    ...rest,
  };
}

/** Writes files of a load below `dir`; text as it is, else as JSON. */
export async function writeLoad(
  dir: string,
  id: string,
  files: Readonly<Record<string, unknown>>,
): Promise<void> {
  await Deno.mkdir(`${dir}/${id}`, { recursive: true });
  for (const [name, file] of Object.entries(files)) {
    const text = typeof file === "string" ? file : JSON.stringify(file);
    await Deno.writeTextFile(`${dir}/${id}/${name}.new`, text);
    await Deno.rename(`${dir}/${id}/${name}.new`, `${dir}/${id}/${name}`);
  }
}
