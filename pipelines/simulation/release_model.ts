/** How a version behaves in a simulated platform; what is left out is as in a good one. */
export interface ReleaseModel {
  readonly latencyMs: number;
  /** Of the logarithm of the latency. */
  readonly latencySigma: number;
  /** Answers with a status of 500 or above. */
  readonly errorRatio: number;
  /** Errors begin so long after the first request. */
  readonly errorsAfterMs: number;
  /** A part of the users of whom every request fails. */
  readonly cohortRatio: number;
  /** Answers with a status from 400 to 499. */
  readonly refusalRatio: number;
  readonly startMs: number;
  readonly memoryBytes: number;
  readonly leakBytesPerRequest: number;
  readonly cpuMsPerRequest: number;
  readonly logLinesPerRequest: number;
  /** An instance dies so long after it was healthy; 0 is never. */
  readonly diesAfterMs: number;
  /** It dies before it was ever healthy. */
  readonly diesAtStart: boolean;
  /** Answers to checks that are not as they should be. */
  readonly wrongRatio: number;
  /** WebSockets that are open at a time, and how long each stays. */
  readonly sockets: number;
  readonly socketLifeMs: number;
}

/** A version that nothing is wrong with. */
export const GOOD_RELEASE: ReleaseModel = {
  ...{ latencyMs: 12, latencySigma: 0.5, errorRatio: 0.0005, errorsAfterMs: 0, cohortRatio: 0 },
  ...{ refusalRatio: 0.02, startMs: 800, memoryBytes: 60e6, leakBytesPerRequest: 0 },
  ...{ cpuMsPerRequest: 2, logLinesPerRequest: 1, diesAfterMs: 0, diesAtStart: false },
  ...{ wrongRatio: 0, sockets: 0, socketLifeMs: 0 },
};

/** What bad releases are like, by name; each is a good one but for this. */
export const BAD_RELEASES: Readonly<Record<string, Partial<ReleaseModel>>> = {
  "latency +20 %": { latencyMs: 1.2 * GOOD_RELEASE.latencyMs },
  "latency +50 %": { latencyMs: 1.5 * GOOD_RELEASE.latencyMs },
  "slow tail": { latencyMs: 0.93 * GOOD_RELEASE.latencyMs, latencySigma: 0.9 },
  "errors 1 %": { errorRatio: 0.01 },
  "errors 5 %": { errorRatio: 0.05 },
  "errors of a cohort": { cohortRatio: 0.03 },
  "memory leak": { leakBytesPerRequest: 20_000 },
  "cpu +50 %": { cpuMsPerRequest: 1.5 * GOOD_RELEASE.cpuMsPerRequest },
  "crash loop": { diesAfterMs: 4_000 },
  "dies at start": { diesAtStart: true },
  "slow start": { startMs: 20_000 },
  "refusals": { refusalRatio: 0.06 },
};

/** A model by name: `good`, or one of the bad ones. */
export function releaseModel(name: string): ReleaseModel | undefined {
  if (name === "good") return GOOD_RELEASE;
  const bad = Object.hasOwn(BAD_RELEASES, name) ? BAD_RELEASES[name] : undefined;
  return bad === undefined ? undefined : { ...GOOD_RELEASE, ...bad };
}
