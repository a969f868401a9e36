import type { DataKind } from "../telemetry/data_answer.ts";
import { READY_QUERIES } from "./ready_queries.ts";
import { formatOpsUrl, type OpsView, parseOpsView } from "./view_url.ts";

/** Something that a view shows and telemetry or the guardian knows. */
export interface DataNeed {
  /** Where it is kept in the page: one place for each thing that is shown. */
  readonly slot: string;
  readonly kind: DataKind;
  /** What is asked: a view's query string with only what matters. */
  readonly search: string;
  /** How often it is asked again while the page is live. */
  readonly everyMs: number;
}

const NONE = parseOpsView("");
const LIST_MS = 3_000;
const LOGS_MS = 2_000;
const TRACE_MS = 5_000;
const RUN_MS = 1_000;
const KINDS_MS = 60_000;

/** What a view needs of telemetry, the guardian, the conductor or loads; nothing on views that fleet alone fills. */
export function neededData(view: OpsView): readonly DataNeed[] {
  switch (view.tab) {
    case "traces":
      return [view.trace === "" ? tracesNeed(view) : traceNeed(view)];
    case "logs":
      return isLogSearch(view) ? [logsNeed(view)] : [];
    case "chaos":
      return chaosNeeds(view);
    case "deploys":
      return deployNeeds(view);
    case "loads":
      return [need("loads", { load: view.load }, RUN_MS)];
    case "metrics":
      return [timelineNeed(view), ...chartsOf(view).map((query) => chartNeed(view, query))];
    default:
      return [];
  }
}

function chaosNeeds({ run, part }: OpsView): readonly DataNeed[] {
  if (run !== "") return [need("run", { run }, RUN_MS)];
  return part === "kinds" ? [need("kinds", {}, KINDS_MS)] : [need("chaos", {}, LIST_MS)];
}

function deployNeeds({ deploy, look, metric }: OpsView): readonly DataNeed[] {
  if (deploy === "") return [need("deploys", {}, LOGS_MS)];
  return [need("deploy", { deploy }, RUN_MS), need("cohorts", { deploy, look, metric }, TRACE_MS)];
}

/** Whether the logs are searched in telemetry; else one application is followed live. */
export function isLogSearch(view: OpsView): boolean {
  return view.app === "" || view.trace !== "" || view.range !== "";
}

/** The queries that are drawn: the one that is asked for, else the ready ones. */
export function chartsOf(view: OpsView): readonly string[] {
  return view.query === "" ? READY_QUERIES.map(({ query }) => query) : [view.query];
}

/** Where the answer to a query is kept. */
export function chartSlot(query: string): string {
  return `chart ${query}`;
}

function tracesNeed({ app, filter, only, range, fault }: OpsView): DataNeed {
  return need("traces", { app, filter, only, range, fault }, LIST_MS);
}

function traceNeed({ trace }: OpsView): DataNeed {
  return need("trace", { trace: trace.toLowerCase() }, TRACE_MS);
}

function logsNeed({ app, filter, level, trace, range }: OpsView): DataNeed {
  return need("logs", { app, filter, level, trace, range }, LOGS_MS);
}

/** A longer time moves slower, so it is asked for less often. */
function everyMsOf(range: OpsView["range"]): number {
  return range === "" || range === "5m" ? 2_000 : range === "15m" ? 5_000 : 15_000;
}

function timelineNeed({ range }: OpsView): DataNeed {
  return need("timeline", { range }, everyMsOf(range));
}

function chartNeed({ range }: OpsView, query: string): DataNeed {
  return { ...need("chart", { query, range }, everyMsOf(range)), slot: chartSlot(query) };
}

function need(kind: DataKind, wish: Partial<OpsView>, everyMs: number): DataNeed {
  const search = formatOpsUrl({ ...NONE, ...wish }).slice("/ops".length);
  return { slot: kind, kind, search, everyMs };
}
