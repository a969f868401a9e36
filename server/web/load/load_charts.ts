import type { Clock } from "@netops/core";
import { chartOf, gridOf, type MatrixRow } from "../telemetry/chart_view.ts";
import type { ChartView } from "../telemetry/data_answer.ts";
import type { TelemetryReader } from "../telemetry/telemetry_reader.ts";

/** Which load, and from when until when it is drawn. */
export interface ChartedLoad {
  readonly id: string;
  readonly fromMs: number;
  /** Left out while it runs. */
  readonly toMs?: number;
}

/** A chart is never shorter, or a load that has just begun were one point. */
const LEAST_MS = 30_000;
/** What comes after the end: the last push, and the time over which rates are taken. */
const AFTER_MS = 6_000;
/** Charts of a load that runs are asked for no more often. */
const FRESH_MS = 1_900;
/** Telemetry takes the last push of a load in after its end. */
const SETTLED_MS = 20_000;
const MOST_KEPT = 8;

/** The queries of a load's charts, in the order in which `LOAD_CHARTS` names them (view/load/load_words.ts). */
function queriesOf(id: string): readonly string[] {
  const own = `{run="${id}"}`;
  const perMinute = (series: string, kind: string) =>
    `label_replace(60 * rate(netops_load_${series}_total${own}[10s]), "kind", "${kind}", "", "")`;
  const startup = `sum by (le) (rate(netops_load_startup_ms_bucket${own}[10s]))`;
  return [
    `sum by (outcome) (rate(netops_load_starts_total${own}[10s]))`,
    `label_replace(histogram_quantile(0.5, ${startup}), "quantile", "p50", "", "") or ` +
    `label_replace(histogram_quantile(0.95, ${startup}), "quantile", "p95", "", "")`,
    `label_replace(sum(netops_load_running${own}), "kind", "running", "", "")`,
    `${perMinute("stalls", "stalls")} or ${perMinute("failovers", "failovers")}`,
  ];
}

/** Reads the live numbers of a load from telemetry, over its whole time; those of one that is over are read once. */
export class LoadCharts {
  readonly #reader: Pick<TelemetryReader, "read">;
  readonly #clock: Clock;
  readonly #kept = new Map<
    string,
    { readonly untilMs: number; readonly charts: Promise<ChartView[]> }
  >();

  /** Asks nobody yet. */
  constructor(options: { readonly reader: Pick<TelemetryReader, "read">; readonly clock: Clock }) {
    this.#reader = options.reader;
    this.#clock = options.clock;
  }

  /** The charts of a load. @throws {NetopsError} UNREACHABLE and others, as telemetry says. */
  of(load: ChartedLoad): Promise<readonly ChartView[]> {
    const nowMs = this.#clock.nowMs();
    const known = this.#kept.get(load.id);
    if (known !== undefined && nowMs < known.untilMs) return known.charts;
    this.#kept.delete(load.id);
    const oldest = this.#kept.keys().next();
    if (this.#kept.size >= MOST_KEPT && !oldest.done) this.#kept.delete(oldest.value);
    const isSettled = load.toMs !== undefined && nowMs - load.toMs > SETTLED_MS;
    const charts = this.#read(load, nowMs);
    this.#kept.set(load.id, { untilMs: isSettled ? Infinity : nowMs + FRESH_MS, charts });
    // One that failed is asked for again by the next who looks.
    charts.catch(() => this.#kept.delete(load.id));
    return charts;
  }

  async #read({ id, fromMs, toMs }: ChartedLoad, nowMs: number): Promise<ChartView[]> {
    const endMs = Math.min(nowMs, (toMs ?? nowMs) + AFTER_MS);
    const grid = gridOf(Math.max(LEAST_MS, endMs - fromMs), endMs);
    return await Promise.all(
      queriesOf(id).map(async (query) => {
        const answer = await this.#reader.read("/api/v1/query_range", {
          query,
          start: grid.fromMs / 1_000,
          end: (grid.fromMs + (grid.steps - 1) * grid.stepMs) / 1_000,
          step: grid.stepMs / 1_000,
        });
        const { data } = answer as { data: { result: readonly MatrixRow[] } };
        return chartOf(query, data.result.map(onlyTold), grid);
      }),
    );
  }
}

/** Of the labels only that which tells series of one chart apart. */
function onlyTold({ metric, values }: MatrixRow): MatrixRow {
  const told = Object.entries(metric)
    .filter(([label]) => ["outcome", "quantile", "kind"].includes(label));
  return { metric: Object.fromEntries(told), values };
}
