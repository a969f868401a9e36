import type { Clock, Timer } from "@netops/core";
import type { TitleJob } from "@netops/core/contracts";
import type { Ffmpeg } from "./ffmpeg.ts";
import type { JobQueue } from "./job_queue.ts";
import type { JobStore } from "./job_store.ts";
import { receiveMovie } from "./receive_movie.ts";
import { idTaken, type TitleStore } from "./store.ts";
import { checkName, checkTitleId, titleIdOf } from "./title_name.ts";

/** What taking in a movie works with. */
export interface UploadsOptions {
  readonly titles: TitleStore;
  readonly jobs: JobStore;
  readonly queue: JobQueue;
  readonly ffmpeg: Pick<Ffmpeg, "require">;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly freeBytes: () => Promise<number>;
  readonly createId: () => string;
}

/** What the sender of a movie says about it. */
export interface MovieAsk {
  readonly name: string;
  /** Chosen by the sender, or made of the name. */
  readonly id: string | undefined;
  readonly sizeBytes: number | undefined;
}

/** Takes in movies: each becomes a job when its last byte is on the disk, or leaves nothing. */
export class Uploads {
  readonly #options: UploadsOptions;
  /** Ids of titles whose movies are on their way. */
  readonly #coming = new Set<string>();

  /** Makes one. */
  constructor(options: UploadsOptions) {
    this.#options = options;
  }

  /**
   * Takes in the body of a request as the movie of a title.
   *
   * @throws {NetopsError} REQUEST_INVALID, CONFLICT, DISK_FULL, REQUEST_STALLED, SPAWN_FAILED
   */
  async take(
    request: Request,
    asked: MovieAsk,
  ): Promise<TitleJob> {
    const { ffmpeg, jobs, queue, clock, timer, freeBytes, createId } = this.#options;
    const title = checkName(asked.name);
    const titleId = this.#chooseId(title, asked.id);
    ffmpeg.require();
    const id = createId();
    this.#coming.add(titleId);
    try {
      const { source } = await jobs.open(id);
      await receiveMovie(request, {
        ...{ timer, freeBytes, path: source, sizeBytes: asked.sizeBytes },
      });
      const createdAtMs = clock.nowMs();
      return await queue.add({ ...{ id, titleId, title, createdAtMs }, state: "queued", done: [] });
    } catch (error) {
      await jobs.remove(id);
      throw error;
    } finally {
      this.#coming.delete(titleId);
    }
  }

  #chooseId(title: string, asked: string | undefined): string {
    const { titles, queue } = this.#options;
    const isTaken = (id: string) =>
      titles.get(id) !== undefined || queue.makes(id) || this.#coming.has(id);
    if (asked === undefined) return titleIdOf(title, isTaken);
    const id = checkTitleId(asked);
    if (isTaken(id)) throw idTaken(id);
    return id;
  }
}
