import type { OcaBoard, OcaStanding } from "@netops/core/contracts";
import { formatAge, formatBytes } from "../print/age.ts";
import type { Paint } from "../print/color.ts";
import { type Column, formatTable } from "../print/table.ts";
import { textWidth } from "../print/text_width.ts";

/** How to show OCAs. */
export interface OcaTableOptions {
  readonly nowMs: number;
  readonly paint: Paint;
  /** How wide the terminal is; undefined off a terminal, where everything is shown. */
  readonly columns?: number;
}

/** One column, and what stands in it. */
interface OcaColumn extends Column {
  readonly cell: (standing: OcaStanding, options: OcaTableOptions) => string;
}

/** Older reports do not count any more. */
const STALE_AFTER_MS = 6_000;

const OCA: OcaColumn = { title: "OCA", cell: ({ report }) => report.oca };
const SITE: OcaColumn = { title: "SITE", cell: ({ report }) => report.site };
const ISP: OcaColumn = { title: "ISP", cell: ({ report }) => report.isp };
const ZONE: OcaColumn = { title: "ZONE", cell: ({ report }) => report.zone };
const STATE: OcaColumn = {
  title: "STATE",
  cell: (standing, { paint }) => stateOf(standing, paint),
};
const LOAD: OcaColumn = {
  ...{ title: "LOAD", align: "right" },
  cell: ({ report }) => percent(report.load.loadRatio),
};
const SESSIONS: OcaColumn = {
  ...{ title: "SESSIONS", align: "right" },
  cell: ({ report }) => String(report.load.sessions),
};
const TITLES: OcaColumn = {
  ...{ title: "TITLES", align: "right" },
  cell: ({ report }) => String(report.titles.length),
};
const HOT_SET: OcaColumn = {
  ...{ title: "HOT SET", align: "right" },
  cell: ({ report: { hot } }) => `${formatBytes(hot.usedBytes)} of ${formatBytes(hot.budgetBytes)}`,
};
const HOT_RATIO: OcaColumn = {
  ...{ title: "HOT SET", align: "right" },
  cell: ({ report: { hot } }) => percent(hot.usedBytes / Math.max(1, hot.budgetBytes)),
};
const REPORT: OcaColumn = { title: "REPORT", align: "right", cell: reportAge };

/** The widest one that fits is taken: the name of an OCA has its site and ISP in it. */
const LOOKS: readonly (readonly OcaColumn[])[] = [
  [OCA, SITE, ISP, ZONE, STATE, LOAD, SESSIONS, TITLES, HOT_SET, REPORT],
  [OCA, ZONE, STATE, LOAD, SESSIONS, TITLES, HOT_SET, REPORT],
  [OCA, ZONE, STATE, LOAD, SESSIONS, TITLES, HOT_RATIO, REPORT],
  [OCA, STATE, LOAD, SESSIONS, TITLES, REPORT],
  [OCA, STATE, LOAD, SESSIONS, REPORT],
  [OCA, STATE, LOAD],
];

/** The OCAs of a board as a table, with as many columns as fit. */
export function ocaTable(board: OcaBoard, options: OcaTableOptions): readonly string[] {
  const { paint, columns: limit = Infinity } = options;
  const standings = sorted(board);
  let lines: readonly string[] = [];
  for (const look of LOOKS) {
    const rows = standings.map((one) => look.map(({ cell }) => cell(one, options)));
    lines = formatTable(look, rows, { paint });
    if (lines.every((line) => textWidth(line) <= limit)) return lines;
  }
  return lines;
}

/** The OCAs of a board as `netops oca list --json` prints them. */
export function ocaDocument(board: OcaBoard, nowMs: number): unknown {
  const ocas = sorted(board).map(({ report, wantedState, heardAtMs, routes }) => ({
    id: report.oca,
    site: report.site,
    isp: report.isp,
    region: report.region,
    zone: report.zone,
    url: report.url,
    state: report.state,
    wantedState,
    healthy: report.healthy,
    loadRatio: report.load.loadRatio,
    egressBps: report.load.egressBps,
    sessions: report.load.sessions,
    titles: report.titles,
    hot: report.hot,
    routes,
    reportAgeMs: Math.max(0, nowMs - heardAtMs),
  }));
  return { schema: "netops.ocas/v1", ocas };
}

/** What it says, and what is wanted where that is another state. */
function stateOf({ report, wantedState }: OcaStanding, paint: Paint): string {
  const said = report.healthy ? report.state : `${report.state}, not healthy`;
  const isServing = report.healthy && report.state === "SERVING";
  const mark = paint(isServing ? "green" : "yellow", said);
  const isAsWanted = report.state === wantedState;
  return isAsWanted ? mark : `${mark} → ${wantedState}`;
}

function reportAge({ heardAtMs }: OcaStanding, { nowMs, paint }: OcaTableOptions): string {
  const ageMs = Math.max(0, nowMs - heardAtMs);
  const age = `${formatAge(ageMs)} ago`;
  return ageMs < STALE_AFTER_MS ? age : paint("red", age);
}

function percent(ratio: number): string {
  return `${Math.round(ratio * 100)} %`;
}

function sorted({ ocas }: OcaBoard): readonly OcaStanding[] {
  return [...ocas].sort((one, other) => one.report.oca < other.report.oca ? -1 : 1);
}
