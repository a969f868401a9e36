import type {
  ExperimentsDocument,
  FaultKindsDocument,
  FaultView,
  RunDocument,
} from "@netops/core/contracts";
import type { Clock } from "@netops/core";
import type { DataAnswer, DataValues } from "../telemetry/data_answer.ts";
import type { KnownEvent } from "../telemetry/known_event.ts";
import { explainFailure, type TelemetryReader } from "../telemetry/telemetry_reader.ts";
import { parseOpsView } from "../view/view_url.ts";
import type { ChaosLists, KindList, RunView } from "./chaos_values.ts";
import type { GuardianWire } from "./guardian_wire.ts";

/** What the guardian can be asked for. */
export type ChaosKind = "chaos" | "kinds" | "run";

/** What making the answers works with. */
export interface ChaosDataOptions {
  readonly guardian: Pick<GuardianWire, "ask">;
  readonly telemetry: Pick<TelemetryReader, "read">;
  readonly clock: Clock;
}

const LIMIT_MS = 5_000;
const MOST_OVER = 50;
const MOST_RUNS = 100;
const MOST_EVENTS = 500;
/** What came so much before and after a run is seen beside it. */
const AROUND_MS = 2_000;

/** Makes what the chaos view shows of what the guardian knows; every failure is an answer in words. */
export class ChaosData {
  readonly #options: ChaosDataOptions;

  /** Asks through these. */
  constructor(options: ChaosDataOptions) {
    this.#options = options;
  }

  /** Answers one kind of data; `search` is a view's query string, as in the page's own URL. */
  async load<Kind extends ChaosKind>(
    kind: Kind,
    search: string,
  ): Promise<DataAnswer<DataValues[Kind]>> {
    const atMs = () => this.#options.clock.nowMs();
    try {
      const value = await this.#value(kind, parseOpsView(search).run) as DataValues[Kind];
      return { ok: true, atMs: atMs(), value };
    } catch (thrown) {
      return { ok: false, atMs: atMs(), ...explainFailure(thrown) };
    }
  }

  #value(kind: ChaosKind, run: string): Promise<DataValues[ChaosKind]> {
    switch (kind) {
      case "chaos":
        return this.#lists();
      case "kinds":
        return this.#kinds();
      case "run":
        return this.#run(run);
    }
  }

  async #lists(): Promise<ChaosLists> {
    const [{ faults }, { gallery, runs }] = await Promise.all([
      this.#ask<{ faults: readonly FaultView[] }>("/v1/chaos/faults"),
      this.#ask<ExperimentsDocument>("/v1/chaos/experiments"),
    ]);
    const over = faults.filter(({ endedAtMs }) => endedAtMs !== undefined)
      .toSorted((one, other) => (other.endedAtMs ?? 0) - (one.endedAtMs ?? 0));
    return {
      ...{ over: over.slice(0, MOST_OVER), overTotal: over.length, gallery },
      ...{ runs: runs.slice(0, MOST_RUNS), runsTotal: runs.length },
    };
  }

  async #kinds(): Promise<KindList> {
    return (await this.#ask<FaultKindsDocument>("/v1/chaos/kinds")).faults;
  }

  async #run(id: string): Promise<RunView> {
    const path = `/v1/chaos/experiments/${encodeURIComponent(id)}`;
    const run = await this.#ask<RunDocument>(path);
    if (run.startedAtMs === undefined) return { run, events: [] };
    try {
      return { run, events: await this.#eventsOf(run, run.startedAtMs) };
    } catch (thrown) {
      return { run, events: [], missing: explainFailure(thrown).error };
    }
  }

  async #eventsOf({ endedAtMs }: RunDocument, startedAtMs: number): Promise<readonly KnownEvent[]> {
    const answer = await this.#options.telemetry.read("/v1/timeline", {
      sinceMs: Math.floor(startedAtMs - AROUND_MS),
      untilMs: Math.ceil((endedAtMs ?? this.#options.clock.nowMs()) + AROUND_MS),
      limit: MOST_EVENTS,
    });
    return (answer as { events: readonly KnownEvent[] }).events;
  }

  #ask<T>(path: string): Promise<T> {
    return this.#options.guardian.ask<T>({ path, limitMs: LIMIT_MS });
  }
}
