import { join } from "node:path";
import { isEnded, type JobRecord } from "./job.ts";

const JOURNAL = "job.json";
const MOST_ENDED = 20;

/** Where the parts of a job lie. */
export interface JobPaths {
  /** The folder of the job. */
  readonly dir: string;
  /** The movie as it was uploaded. */
  readonly source: string;
  /** What is being encoded now; of no worth to anybody else. */
  readonly attempt: string;
  /** The title as far as it is done. */
  readonly title: string;
}

/**
 * The jobs on disk, a folder each: journal, movie, and what is done.
 *
 * A folder without a journal is an upload that never ended, and goes.
 */
export class JobStore {
  readonly #root: string;

  /** Opens the jobs below a folder. */
  constructor(root: string) {
    this.#root = root;
  }

  /** Names the parts of a job. */
  pathsOf(id: string): JobPaths {
    const dir = join(this.#root, id);
    return {
      dir,
      source: join(dir, "source"),
      attempt: join(dir, "attempt"),
      title: join(dir, "title"),
    };
  }

  /** Reads every job, the oldest first, and removes what no job needs. */
  async load(): Promise<JobRecord[]> {
    await Deno.mkdir(this.#root, { recursive: true });
    const jobs: JobRecord[] = [];
    for await (const { name } of Deno.readDir(this.#root)) {
      const job = await this.#read(name);
      if (job === undefined) await this.remove(name);
      else jobs.push(job);
    }
    jobs.sort((one, other) => one.createdAtMs - other.createdAtMs);
    for (const job of jobs) {
      if (isEnded(job)) await this.dropParts(job.id);
      else await removeTree(this.pathsOf(job.id).attempt);
    }
    return await this.#prune(jobs);
  }

  /** Makes the folder of a job that has no journal yet. */
  async open(id: string): Promise<JobPaths> {
    const paths = this.pathsOf(id);
    await Deno.mkdir(paths.dir, { recursive: true });
    return paths;
  }

  /** Writes the journal: either the old one stands there or the new one, whatever happens. */
  async save(job: JobRecord): Promise<void> {
    const path = join(this.pathsOf(job.id).dir, JOURNAL);
    await Deno.writeTextFile(`${path}.new`, JSON.stringify(job));
    await Deno.rename(`${path}.new`, path);
  }

  /** Removes the movie and everything that was made of it; the journal stays. */
  async dropParts(id: string): Promise<void> {
    const { source, attempt, title } = this.pathsOf(id);
    for (const path of [source, attempt, title]) await removeTree(path);
  }

  /** Removes a job. */
  async remove(id: string): Promise<void> {
    await removeTree(this.pathsOf(id).dir);
  }

  async #read(id: string): Promise<JobRecord | undefined> {
    try {
      return JSON.parse(await Deno.readTextFile(join(this.pathsOf(id).dir, JOURNAL)));
    } catch (error) {
      if (error instanceof Deno.errors.NotFound || error instanceof SyntaxError) return undefined;
      throw error;
    }
  }

  async #prune(jobs: readonly JobRecord[]): Promise<JobRecord[]> {
    const old = jobs.filter(isEnded).slice(0, -MOST_ENDED);
    for (const job of old) await this.remove(job.id);
    return jobs.filter((job) => !old.includes(job));
  }
}

/** Removes a file or a folder, if it is there. */
export async function removeTree(path: string): Promise<void> {
  try {
    await Deno.remove(path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
