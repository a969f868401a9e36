import { join } from "node:path";
import { NetopsError } from "@netops/core";
import type { TitlePackage } from "@netops/core/contracts";
import type { Ffmpeg } from "./ffmpeg.ts";
import { captionArgs, posterArgs, rungArgs, SEGMENT_S, soundArgs } from "./ffmpeg_command.ts";
import { isRungStep, type JobRecord } from "./job.ts";
import { type JobPaths, type JobStore, removeTree } from "./job_store.ts";
import { chooseLadder } from "./ladder.ts";
import { type MovieFacts, readMovieFacts } from "./movie_facts.ts";
import { packageTitle, TITLE_FILE } from "./package_title.ts";
import { readTrack } from "./read_track.ts";
import { durationS } from "./track.ts";
import { verifyTitle } from "./verify_title.ts";

/** What the steps of a job need. */
export interface EncoderOptions {
  readonly ffmpeg: Ffmpeg;
  readonly jobs: JobStore;
  /** Takes over the folder of a verified title, unless that happened before. */
  readonly publish: (job: JobRecord, dir: string) => Promise<void>;
}

/** How a step is watched and ended. */
export interface StepWatch {
  readonly signal: AbortSignal;
  /** Told how much of the step is done, 0..1. */
  readonly onRatio: (ratio: number) => void;
}

/** Pictures may be missing at the end for so long before the movie counts as cut off. */
const CUT_OFF_S = 2;
const CUT_OFF_RATIO = 0.05;

/** Does one step of a job after the other. Each leaves its result whole on the disk, or nothing. */
export class Encoder {
  readonly #options: EncoderOptions;

  /** Makes one. */
  constructor(options: EncoderOptions) {
    this.#options = options;
  }

  /**
   * Does one step and answers the job with its result.
   *
   * @throws {RangeError} naming what is wrong with the movie
   * @throws {NetopsError} DISK_FULL, SPAWN_FAILED
   */
  async do(step: string, job: JobRecord, watch: StepWatch): Promise<JobRecord> {
    const paths = this.#options.jobs.pathsOf(job.id);
    if (step === "probe") return await this.#probe(job, paths, watch.signal);
    const movie = job.movie;
    if (movie === undefined) throw new NetopsError("BUG", "Cannot encode what was not probed");
    const work = { job, paths, movie };
    if (isRungStep(step)) await this.#rung(step, work, watch);
    else if (step === "a0") await this.#sound(work, watch);
    else if (step === "captions") await this.#captions(work, watch);
    else if (step === "poster") await this.#poster(work, watch);
    else if (step === "package") return await this.#package(work);
    else if (step === "verify") await verifyTitle(paths.title, await readTitle(paths.title));
    else await this.#options.publish(job, paths.title);
    return job;
  }

  async #probe(job: JobRecord, paths: JobPaths, signal: AbortSignal): Promise<JobRecord> {
    const answer = await this.#options.ffmpeg.probe(paths.source, signal);
    return { ...job, movie: readMovieFacts(answer) };
  }

  async #rung(name: string, { paths, movie }: Work, watch: StepWatch): Promise<void> {
    const rung = chooseLadder(movie).find((one) => one.name === name);
    if (rung === undefined) throw new NetopsError("BUG", `Cannot encode the rung ${name}`);
    await this.#track(name, paths, async (dir) => {
      const args = rungArgs(paths.source, rung, { movie, dir });
      await this.#encode(args, movie.durationS, watch);
      const track = await readTrack(paths.attempt, name);
      checkWhole(durationS(track), movie.durationS);
    });
  }

  async #sound({ paths, movie }: Work, watch: StepWatch): Promise<void> {
    const picturesS = durationS(await readTrack(paths.title, "v0"));
    await this.#track("a0", paths, async (dir) => {
      await this.#encode(soundArgs(paths.source, { movie, dir, picturesS }), picturesS, watch);
      await readTrack(paths.attempt, "a0");
    });
  }

  async #captions({ paths, movie }: Work, watch: StepWatch): Promise<void> {
    await this.#track("captions", paths, async (dir) => {
      for (const { index, language } of movie.captions) {
        const file = join(dir, `${language}.vtt`);
        const args = captionArgs(paths.source, index, file);
        await this.#encode(args, movie.durationS * movie.captions.length, watch);
        if (!(await Deno.readTextFile(file)).includes("-->")) await Deno.remove(file);
      }
    });
  }

  async #poster({ paths, movie }: Work, watch: StepWatch): Promise<void> {
    await Deno.mkdir(paths.attempt, { recursive: true });
    const still = join(paths.attempt, "poster.jpg");
    await this.#encode(posterArgs(paths.source, movie, still), 1, watch);
    await Deno.rename(still, join(paths.title, "poster.jpg"));
  }

  async #package({ job, paths, movie }: Work): Promise<JobRecord> {
    const packaged = await packageTitle(paths.title, {
      titleId: job.titleId,
      title: job.title,
      audioLanguage: movie.audio?.language ?? "zxx",
      captionLanguages: captionsIn(paths.title),
      segmentMs: SEGMENT_S * 1000,
    });
    await Deno.writeTextFile(join(paths.title, TITLE_FILE), JSON.stringify(packaged));
    return { ...job, version: packaged.version };
  }

  /** Makes a folder of a title beside it, and moves it there as a whole. */
  async #track(
    name: string,
    paths: JobPaths,
    make: (dir: string) => Promise<void>,
  ): Promise<void> {
    const dir = join(paths.attempt, name);
    await removeTree(dir);
    await Deno.mkdir(dir, { recursive: true });
    await Deno.mkdir(paths.title, { recursive: true });
    await make(dir);
    // Of a step that was done, but not journalled any more.
    await removeTree(join(paths.title, name));
    await Deno.rename(dir, join(paths.title, name));
  }

  async #encode(args: readonly string[], wholeS: number, watch: StepWatch): Promise<void> {
    await this.#options.ffmpeg.encode(args, {
      signal: watch.signal,
      onSeconds: (seconds) => watch.onRatio(Math.min(1, seconds / wholeS)),
    });
  }
}

interface Work {
  readonly job: JobRecord;
  readonly paths: JobPaths;
  readonly movie: MovieFacts;
}

/** A file that was cut off still says how long it was; ffmpeg encodes what is there and is content. */
function checkWhole(encodedS: number, saidS: number): void {
  if (saidS - encodedS <= Math.max(CUT_OFF_S, saidS * CUT_OFF_RATIO)) return;
  throw new RangeError(
    `it says that it lasts ${saidS.toFixed(1)} s, and its pictures end at ${encodedS.toFixed(1)} s`,
  );
}

/** Reads the description of a title from its folder. */
export async function readTitle(dir: string): Promise<TitlePackage> {
  return JSON.parse(await Deno.readTextFile(join(dir, TITLE_FILE)));
}

function captionsIn(dir: string): string[] {
  try {
    return [...Deno.readDirSync(join(dir, "captions"))]
      .flatMap(({ name }) => name.endsWith(".vtt") ? [name.slice(0, -4)] : []).sort();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
