import type { Rng } from "@netops/core";
import { createFixedRng } from "@netops/core/testing";
import type { LoadSecond } from "../report/load_report.ts";
import { streamReport } from "../report/report_fixture.ts";
import { type LoadSample, sampleOf } from "./load_sample.ts";

/** Draws from a normal distribution. Only for tests. */
export function bell(rng: Rng): number {
  return Math.sqrt(-2 * Math.log(1 - rng.next())) * Math.cos(2 * Math.PI * rng.next());
}

/** A load whose seconds hang together as real ones do: what was slow stays slow for some seconds. */
export function noisyLoad(
  { seed, slower = 1, seconds = 60, moreFailures = 0 }: {
    seed: number;
    slower?: number;
    seconds?: number;
    moreFailures?: number;
  },
): LoadSample {
  const rng = createFixedRng(`load-${seed}`);
  let mood = 0;
  const all = Array.from({ length: seconds }, (_, at): LoadSecond => {
    mood = 0.5 * mood + 0.08 * bell(rng);
    const p50 = 120 * slower * Math.exp(mood + (at < 10 ? 0.3 : 0));
    const failed = rng.next() < moreFailures ? 3 : 0;
    return {
      ...{ tsMs: at * 1_000, attempted: 20, started: 20 - failed, failed, running: 150 },
      startupMs: { p50, p95: p50 * 2 * Math.exp(0.1 * bell(rng)), p99: p50 * 3 },
      ...{ stalls: 0, failovers: 0, requests: 300, failedRequests: 0, bytesByOca: {} },
    };
  });
  return { ...sampleOf(streamReport()), verdict: "passed", startedAtMs: 0, seconds: all };
}

/** The same noise as that of a script: its seconds hold request times. */
export function noisyScript(options: Parameters<typeof noisyLoad>[0]): LoadSample {
  return { ...noisyLoad(options), unit: "iterations" };
}
