import { type Clock, NetopsError, type Timer } from "@netops/core";
import { answerWithin } from "../answer_within.ts";
import type { FleetReader } from "../fleet_reader.ts";
import type { DataAnswer, LoadsView } from "../telemetry/data_answer.ts";
import { explainFailure, type TelemetryReader } from "../telemetry/telemetry_reader.ts";
import { parseOpsView } from "../view/view_url.ts";
import { LoadCharts } from "./load_charts.ts";
import { loadDetail, loadRow } from "./load_detail.ts";
import type { LoadFiles, LoadFolders } from "./load_folders.ts";
import type { LoadDetail } from "./load_values.ts";

/** What making the answers works with. */
export interface LoadDataOptions {
  readonly folders: LoadFolders;
  readonly fleet: Pick<FleetReader, "jobs">;
  readonly reader: Pick<TelemetryReader, "read">;
  readonly clock: Clock;
  readonly timer: Timer;
}

const MOST_ROWS = 30;
/** A load says how it goes once a second; one that was silent so long does not run. */
const SILENCE_MS = 5_000;
const JOBS_LIMIT_MS = 1_500;
/** Jobs of loads are called so, followed by the id of the load (load/runner/load_jobs.ts). */
const JOB_PREFIX = "load-";

/** Makes what the view of loads shows of their files, of fleet's jobs and of telemetry. */
export class LoadData {
  readonly #options: LoadDataOptions;
  readonly #charts: LoadCharts;

  /** Reads through these. */
  constructor(options: LoadDataOptions) {
    this.#options = options;
    this.#charts = new LoadCharts(options);
  }

  /** Answers what the view shows; `search` is a view's query string, as in the page's own URL. */
  async load(search: string): Promise<DataAnswer<LoadsView>> {
    const atMs = () => this.#options.clock.nowMs();
    try {
      const value = await this.#view(parseOpsView(search).load);
      return { ok: true, atMs: atMs(), value };
    } catch (thrown) {
      return { ok: false, atMs: atMs(), ...explainFailure(thrown) };
    }
  }

  async #view(asked: string): Promise<LoadsView> {
    const { folders } = this.#options;
    const ids = await folders.ids();
    const read = await Promise.all(ids.slice(0, MOST_ROWS).map((id) => folders.read(id)));
    const all = read.filter((files) => files !== undefined);
    const one = asked === "" ? undefined : await this.#one(asked, all);
    const isRunning = await this.#running(one === undefined ? all : [one, ...all]);
    const shown = one ?? all.find(isRunning);
    const detail = shown === undefined ? undefined : loadDetail(shown, {
      isRunning: isRunning(shown),
      hasPage: await folders.hasPage(shown.id),
    });
    return {
      ...{ rows: all.map((files) => loadRow(files, isRunning(files))), total: ids.length },
      ...(detail === undefined ? {} : { shown: detail }),
      ...await this.#chartsOf(detail),
    };
  }

  async #one(asked: string, all: readonly LoadFiles[]): Promise<LoadFiles> {
    const files = all.find(({ id }) => id === asked) ?? await this.#options.folders.read(asked);
    if (files !== undefined) return files;
    throw new NetopsError("NOT_FOUND", `There is no load "${asked}" here`, {
      fix: "netops load list",
    });
  }

  /** Whether loads run: their job does, or they said so a moment ago. */
  async #running(
    all: readonly LoadFiles[],
  ): Promise<(files: LoadFiles) => boolean> {
    const nowMs = this.#options.clock.nowMs();
    const isOpen = all.some(({ report }) => report === undefined);
    const jobs = isOpen ? await this.#jobs() : new Set<string>();
    return ({ id, report, progress, orderedAtMs }) =>
      report === undefined &&
      (jobs.has(JOB_PREFIX + id) || nowMs - (progress?.tsMs ?? orderedAtMs) < SILENCE_MS);
  }

  async #jobs(): Promise<ReadonlySet<string>> {
    const { fleet, timer } = this.#options;
    try {
      const jobs = await answerWithin(timer, JOBS_LIMIT_MS, () => fleet.jobs());
      return new Set(jobs.filter(({ pid }) => pid !== undefined).map(({ name }) => name));
    } catch {
      return new Set(); // Fleet is away, which the page's banner says; their own word is left.
    }
  }

  async #chartsOf(
    detail: LoadDetail | undefined,
  ): Promise<Pick<LoadsView, "charts" | "chartsAway">> {
    if (detail === undefined) return { charts: [], chartsAway: "" };
    const { id, startedAtMs: fromMs, endedAtMs: toMs } = detail;
    try {
      const charts = await this.#charts.of({ id, fromMs, ...(toMs === undefined ? {} : { toMs }) });
      return { charts, chartsAway: "" };
    } catch (thrown) {
      return { charts: [], chartsAway: explainFailure(thrown).error };
    }
  }
}
