import { fromProblem, type HttpClient, NetopsError } from "@netops/core";
import type { TitleJob, TitlePackage } from "@netops/core/contracts";
import { type CommandContext, httpOf, type LiveRun, requireRun } from "./command_context.ts";
import { PlatformApi } from "./platform_api.ts";

/** A movie that is to be uploaded. */
export interface MovieUpload {
  readonly name: string;
  readonly id: string | undefined;
  readonly sizeBytes: number;
  readonly body: ReadableStream<Uint8Array>;
  readonly signal: AbortSignal;
}

/** What origin is asked for. */
export class TitleApi {
  readonly #live: LiveRun;
  readonly #api: PlatformApi;
  /** Without a deadline: a movie takes as long as it takes. */
  readonly #patient: HttpClient;

  /** Asks the origin of the run in this home. @throws {NetopsError} NOT_RUNNING */
  constructor(context: CommandContext) {
    this.#live = requireRun(context);
    this.#api = new PlatformApi(this.#live, httpOf(context));
    this.#patient = context.host.createHttpClient();
  }

  /** Every title that can be played. */
  async titles(): Promise<readonly TitlePackage[]> {
    const { titles } = await this.#get<{ readonly titles: readonly TitlePackage[] }>("/titles");
    return titles;
  }

  /** Every job that origin remembers, the oldest first. */
  async jobs(): Promise<readonly TitleJob[]> {
    return (await this.#get<{ readonly jobs: readonly TitleJob[] }>("/jobs")).jobs;
  }

  /** One job. */
  job(id: string): Promise<TitleJob> {
    return this.#get(`/jobs/${encodeURIComponent(id)}`);
  }

  /** Ends a job and removes what it made. */
  cancel(id: string): Promise<TitleJob> {
    return this.#delete(`/jobs/${encodeURIComponent(id)}`);
  }

  /** Removes a title. */
  async remove(titleId: string): Promise<void> {
    await this.#delete(`/titles/${encodeURIComponent(titleId)}`);
  }

  /** Uploads a movie; resolves when it is on origin's disk. */
  async upload(movie: MovieUpload): Promise<TitleJob> {
    const [url = ""] = await this.#api.urls("origin");
    const query = new URLSearchParams({ name: movie.name, sizeBytes: String(movie.sizeBytes) });
    if (movie.id !== undefined) query.set("id", movie.id);
    const response = await this.#patient.send({
      method: "POST",
      url: `${url}/uploads?${query}`,
      headers: {
        authorization: `Bearer ${this.#live.run.token}`,
        "content-type": "application/octet-stream",
      },
      body: movie.body,
      signal: movie.signal,
    });
    const answer = await response.json();
    if (response.ok) return answer as TitleJob;
    throw fromProblem(answer) ??
      new NetopsError("UPSTREAM_FAILED", `Cannot upload the movie: origin said ${response.status}`);
  }

  /** Closes connections. */
  close(): void {
    this.#patient.close();
  }

  #get<T>(path: string): Promise<T> {
    return this.#api.json("origin", { method: "GET", path });
  }

  #delete<T>(path: string): Promise<T> {
    return this.#api.json("origin", { method: "DELETE", path });
  }
}

/** The job that is making this title, if there is one. */
export function jobOf(jobs: readonly TitleJob[], titleId: string): TitleJob | undefined {
  return jobs.find((job) => job.titleId === titleId && isMaking(job));
}

/** Whether a job has not ended. */
export function isMaking({ state }: TitleJob): boolean {
  return state === "queued" || state === "running";
}
