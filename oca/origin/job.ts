import type { TitleJob, TitleJobState } from "@netops/core/contracts";
import { chooseLadder } from "./ladder.ts";
import type { MovieFacts } from "./movie_facts.ts";

/** A job as it stands in its journal; what is done is never done again. */
export interface JobRecord {
  readonly id: string;
  readonly titleId: string;
  readonly title: string;
  readonly state: TitleJobState;
  readonly createdAtMs: number;
  /** Names of the steps whose results are on the disk, in the order of doing. */
  readonly done: readonly string[];
  /** What `probe` found. */
  readonly movie?: MovieFacts;
  readonly version?: string;
  readonly error?: NonNullable<TitleJob["error"]>;
}

const RUNG = /^v\d+$/;

/** About how long a step takes beside the others, in pixels that are encoded. */
const WEIGHTS: Readonly<Record<string, number>> = {
  probe: 2_000,
  a0: 40_000,
  captions: 4_000,
  poster: 4_000,
  package: 15_000,
  verify: 15_000,
  publish: 1_000,
};

/** The steps of a job in their order; before the movie was probed nobody knows more than the first. */
export function stepsOf({ movie }: Pick<JobRecord, "movie">): string[] {
  if (movie === undefined) return ["probe"];
  return [
    "probe",
    ...chooseLadder(movie).map((rung) => rung.name),
    "a0",
    ...(movie.captions.length > 0 ? ["captions"] : []),
    ...["poster", "package", "verify", "publish"],
  ];
}

/** The first step that is not done; undefined when all are. */
export function nextStep(job: JobRecord): string | undefined {
  return stepsOf(job).find((step) => !job.done.includes(step));
}

/** Whether a step is the encoding of a rung. */
export function isRungStep(step: string): boolean {
  return RUNG.test(step);
}

/** Reading a pixel of the movie costs so much of encoding one; each rung reads the whole movie. */
const DECODE_SHARE = 0.4;

/** How much of the whole is done, 0..1: Σ weight of what is done ÷ Σ weight of all. */
export function ratioOf(job: JobRecord, stepRatio: number): number {
  if (job.state === "done") return 1;
  if (job.movie === undefined) return 0;
  const ladder = new Map(chooseLadder(job.movie).map((rung) => [rung.name, rung]));
  const decode = job.movie.video.width * job.movie.video.height * DECODE_SHARE;
  const at = nextStep(job);
  let all = 0;
  let done = 0;
  for (const step of stepsOf(job)) {
    const rung = ladder.get(step);
    const weight = rung === undefined ? WEIGHTS[step] ?? 0 : rung.width * rung.height + decode;
    all += weight;
    if (job.done.includes(step)) done += weight;
    else if (step === at) done += weight * Math.min(1, Math.max(0, stepRatio));
  }
  return done / all;
}

/** Where a job got to since some moment, to guess what is left. */
export interface Pace {
  readonly sinceMs: number;
  readonly ratioThen: number;
  readonly nowMs: number;
}

const LEAST_GAIN = 0.01;

/** What is left at the pace since then: elapsed · (1 − now) ÷ (now − then); undefined so early. */
export function etaOf(ratio: number, pace: Pace): number | undefined {
  const gained = ratio - pace.ratioThen;
  if (gained < LEAST_GAIN) return undefined;
  return Math.round(((pace.nowMs - pace.sinceMs) * (1 - ratio)) / gained);
}

/** A job as it is told to others. */
export function viewOf(
  job: JobRecord,
  at: { readonly stepRatio: number; readonly pace?: Pace | undefined },
): TitleJob {
  const { id, titleId, title, state, createdAtMs, version, error } = job;
  const ratio = ratioOf(job, at.stepRatio);
  const etaMs = at.pace === undefined ? undefined : etaOf(ratio, at.pace);
  return {
    ...{ id, titleId, title, state, createdAtMs, ratio },
    step: nextStep(job) ?? "publish",
    steps: stepsOf(job).map((name) => ({ name, done: job.done.includes(name) })),
    ...(etaMs === undefined ? {} : { etaMs }),
    ...(version === undefined ? {} : { version }),
    ...(error === undefined ? {} : { error }),
  };
}

/** Whether nothing more happens to a job. */
export function isEnded({ state }: Pick<JobRecord, "state">): boolean {
  return state === "done" || state === "failed" || state === "cancelled";
}
