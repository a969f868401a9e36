import { experimentRunId, NetopsError } from "@netops/core";
import type { FleetClient } from "@netops/core/clients";
import type {
  ExperimentRequest,
  ExperimentsDocument,
  FaultView,
  GalleryView,
  JobView,
  RunDocument,
  RunRow,
} from "@netops/core/contracts";
import { findGallery } from "../gallery/gallery.ts";
import { goingRuns, RUN_GRACE_MS, runJobName } from "../runner/run_jobs.ts";
import type { RunOrder } from "../runner/run_order.ts";
import type { KeptRun, RunStore } from "../runner/run_store.ts";
import { viewGallery } from "./gallery_views.ts";
import { newestFirst, viewRun, viewRunRow } from "./experiment_views.ts";
import type { Lever } from "./journal.ts";

/** How fleet is to run an experiment, as fleet told it. */
export interface ExperimentCommand {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The folder that relative paths of an experiment start from. */
  readonly dir: string;
}

/** What the desk works with. */
export interface ExperimentDeskOptions {
  readonly store: Pick<RunStore, "ids" | "read" | "begin" | "orderPath">;
  readonly fleet: Pick<FleetClient, "startJob" | "stopJob" | "jobs">;
  readonly randomHex: (bytes: number) => string;
  /** Undefined where fleet did not say how: nothing can be started then. */
  readonly run: ExperimentCommand | undefined;
  readonly leverOf: () => Lever;
  readonly faults: () => readonly FaultView[];
  /** The first mistake of a text in words, or undefined. */
  readonly mistakeIn: (text: string, file: string) => Promise<string | undefined>;
}

const MOST_RUNS = 200;

/** Lists, starts and ends runs of experiments; each run is a job of fleet with a deadline. */
export class ExperimentDesk {
  readonly #options: ExperimentDeskOptions;
  #gallery: readonly GalleryView[] | undefined;
  /** Rows of runs that are over: these never change. */
  readonly #over = new Map<string, RunRow>();

  /** Has read nothing yet. */
  constructor(options: ExperimentDeskOptions) {
    this.#options = options;
  }

  /** The gallery, and the newest 200 runs. */
  async list(): Promise<ExperimentsDocument> {
    const { store } = this.#options;
    const running = await this.#running();
    const gallery = this.#gallery ??= viewGallery();
    const rows = store.ids().flatMap((id) => this.#over.get(id) ?? this.#row(id, running) ?? []);
    const runs = newestFirst(rows).slice(0, MOST_RUNS);
    return { schema: "netops.experiments/v1", gallery, runs };
  }

  /** One run with all that happened. @throws {NetopsError} NOT_FOUND */
  async get(id: string): Promise<RunDocument> {
    const { store, faults } = this.#options;
    const isRunning = (await this.#running()).has(id);
    return viewRun(store.read(id), { isRunning, faults: faults() });
  }

  /**
   * Starts a run as a detached job: it goes on when whoever asked is gone, and ends at its deadline.
   *
   * One that was asked for with the same key is answered instead, however it stands and whatever has started anew
   * meanwhile; one that was noted and never begun is begun.
   *
   * @throws {NetopsError} REQUEST_INVALID, NOT_FOUND for a name that is not of the gallery, CONFIG_INVALID for
   * a text with a mistake, REFUSED while all chaos is stopped or what fleet says.
   */
  async start(request: ExperimentRequest): Promise<RunDocument> {
    const { randomHex } = this.#options;
    const { key } = request;
    const known = key === undefined ? undefined : this.#known(experimentRunId(key));
    if (known !== undefined && isBegun(known)) return await this.get(known.order.id);
    const run = this.#command();
    this.#refuseWhenStopped();
    const { file, text } = textOf(request);
    const mistake = await this.#options.mistakeIn(text, file);
    if (mistake !== undefined) throw new NetopsError("CONFIG_INVALID", mistake);
    return await this.#begin({
      ...{ file, text, dir: run.dir, variableFiles: [], variables: request.variables },
      id: key === undefined ? `x-${randomHex(4)}` : experimentRunId(key),
      ...(request.seed === undefined ? {} : { seed: request.seed }),
    }, request.deadlineMs);
  }

  async #begin(order: RunOrder, deadlineMs: number): Promise<RunDocument> {
    const { store, fleet } = this.#options;
    const run = this.#command();
    const name = runJobName(order.id);
    store.begin(order);
    await fleet.startJob({
      ...{ name, dir: run.dir, env: { ...run.env }, detached: true, deadlineMs, key: name },
      command: [...run.command, store.orderPath(order.id)],
    });
    return await this.get(order.id);
  }

  #command(): ExperimentCommand {
    const { run } = this.#options;
    if (run !== undefined) return run;
    throw new NetopsError("REFUSED", "Cannot start a run as fleet did not say how", {
      fix: "netops chaos run",
    });
  }

  #known(id: string): KeptRun | undefined {
    const { store } = this.#options;
    return store.ids().includes(id) ? store.read(id) : undefined;
  }

  /** Ends a run as Ctrl-C would: it plays its rollbacks and undoes its faults first. @throws {NetopsError} NOT_FOUND */
  async stop(id: string): Promise<RunDocument> {
    const job = (await this.#running()).get(id);
    if (job !== undefined) await this.#options.fleet.stopJob(job.id, { graceMs: RUN_GRACE_MS });
    return await this.get(id);
  }

  #refuseWhenStopped(): void {
    if (this.#options.leverOf() === "armed") return;
    throw new NetopsError("REFUSED", "Cannot start an experiment as all chaos was stopped", {
      fix: "netops chaos resume",
    });
  }

  #row(id: string, running: ReadonlyMap<string, JobView>): RunRow | undefined {
    try {
      const row = viewRunRow(this.#options.store.read(id), running.has(id));
      if (row.state === "finished") this.#over.set(id, row);
      return row;
    } catch {
      return undefined; // It was removed between two looks.
    }
  }

  async #running(): Promise<ReadonlyMap<string, JobView>> {
    return goingRuns(await this.#options.fleet.jobs());
  }
}

/** Whether its process has lived: only then may there be traces of it. */
function isBegun({ progress, pulse, finished }: KeptRun): boolean {
  return progress.length > 0 || pulse !== undefined || finished !== undefined;
}

function textOf({ name, text }: ExperimentRequest): { file: string; text: string } {
  if ((name === undefined) === (text === undefined)) {
    throw new NetopsError("REQUEST_INVALID", "Cannot start a run without either a name or a text");
  }
  if (text !== undefined) return { file: "experiment.yaml", text };
  const ready = findGallery(name ?? "");
  if (ready !== undefined) return { file: `${name}.yaml`, text: ready };
  throw new NetopsError("NOT_FOUND", `Cannot find "${name}" in the gallery`, {
    fix: "netops chaos gallery",
  });
}
