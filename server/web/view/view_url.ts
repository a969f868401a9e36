/** The views of the operations page. */
export type OpsTab =
  | "overview"
  | "traces"
  | "metrics"
  | "logs"
  | "events"
  | "routes"
  | "deploys"
  | "chaos"
  | "loads";

/** All views, in the order of the tabs. */
export const OPS_TABS: readonly OpsTab[] = [
  "overview",
  "traces",
  "metrics",
  "logs",
  "events",
  "routes",
  "deploys",
  "chaos",
  "loads",
];

/** How a view is called. */
export function tabTitle(tab: OpsTab): string {
  return tab.charAt(0).toUpperCase() + tab.slice(1);
}

/** The key that opens a view after `g`: its first letter; of loads `s`, for starts, as logs have the `l`. */
export function tabKey(tab: OpsTab): string {
  return tab === "loads" ? "s" : tab.charAt(0);
}

/** Levels a log line may have, least important first. */
export const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;

/** How far back is looked, and the same in words; the first is what fits the view. */
export const TIME_RANGES = ["", "5m", "15m", "1h", "24h"] as const;

/** Which traces come first: the newest, the slowest, or only those that failed. */
export const TRACE_CHOICES = ["", "slow", "failed"] as const;

/** Parts of the chaos view: what goes on and went on, experiments to run, kinds of faults. */
export const CHAOS_PARTS = ["", "experiments", "kinds"] as const;

/** What is looked at; all of it stands in the URL, so that a link shows the same. */
export interface OpsView {
  readonly tab: OpsTab;
  /** Whose logs or traces are shown; empty for all. */
  readonly app: string;
  /** Text that rows must hold. */
  readonly filter: string;
  /** Kind of events, or the first part of it; empty for all. */
  readonly kind: string;
  /** The least level of log lines. */
  readonly level: typeof LOG_LEVELS[number];
  /** The trace that is looked at, or whose lines and events are; empty for none. */
  readonly trace: string;
  /** The span of it that is looked at; empty for the first. */
  readonly span: string;
  readonly only: typeof TRACE_CHOICES[number];
  /** PromQL; empty for the board of ready queries. */
  readonly query: string;
  readonly range: typeof TIME_RANGES[number];
  /** Only traces that this fault touched; empty for all. */
  readonly fault: string;
  /** The run of an experiment that is looked at; empty for none. */
  readonly run: string;
  readonly part: typeof CHAOS_PARTS[number];
  /** The deploy that is looked at; empty for none. */
  readonly deploy: string;
  /** When the look of its judge ended that is looked at, in wall ms; empty for the newest. */
  readonly look: string;
  /** The metric of that look that is drawn; empty for the first. */
  readonly metric: string;
  /** The load that is looked at; empty for the one that runs. */
  readonly load: string;
}

/** The longest PromQL that the page passes on, in characters. */
export const MOST_QUERY_CHARS = 2_000;

const EMPTY_VIEW = parseOpsView("");

/** Reads a view from a query string; what is missing or unknown is the default. */
export function parseOpsView(search: string): OpsView {
  const query = new URLSearchParams(search);
  const text = (name: string, most: number) => (query.get(name) ?? "").slice(0, most);
  const oneOf = <Choice extends string>(name: string, all: readonly Choice[]) =>
    all.find((choice) => choice === query.get(name));
  return {
    tab: oneOf("tab", OPS_TABS) ?? "overview",
    app: text("app", 200),
    filter: text("q", 200),
    kind: text("kind", 100),
    level: oneOf("level", LOG_LEVELS) ?? "debug",
    trace: text("trace", 64),
    span: text("span", 64),
    only: oneOf("only", TRACE_CHOICES) ?? "",
    query: text("query", MOST_QUERY_CHARS),
    range: oneOf("range", TIME_RANGES) ?? "",
    fault: text("fault", 64),
    run: text("run", 64),
    part: oneOf("part", CHAOS_PARTS) ?? "",
    deploy: text("deploy", 64),
    look: text("look", 64),
    metric: text("metric", 100),
    load: text("load", 64),
  };
}

/** Prints a view as the shortest URL that reads back to it. */
export function formatOpsUrl(view: OpsView): string {
  const query = new URLSearchParams();
  if (view.tab !== "overview") query.set("tab", view.tab);
  if (view.app !== "") query.set("app", view.app);
  if (view.filter !== "") query.set("q", view.filter);
  if (view.kind !== "") query.set("kind", view.kind);
  if (view.level !== "debug") query.set("level", view.level);
  for (const name of PLAIN_NAMES) if (view[name] !== "") query.set(name, view[name]);
  const text = query.toString();
  return text === "" ? "/ops" : `/ops?${text}`;
}

const PLAIN_NAMES = [
  ...["trace", "span", "only", "query", "range", "fault", "run", "part"] as const,
  ...["deploy", "look", "metric", "load"] as const,
];

/** The URL of another tab: the app stays, filters do not. */
export function tabUrl(view: OpsView, tab: OpsTab): string {
  return formatOpsUrl({ ...EMPTY_VIEW, tab, app: view.app });
}

/** The URL of an app's logs, narrowed to one instance when it is given. */
export function logsUrl(app: string, instance = ""): string {
  return formatOpsUrl({ ...EMPTY_VIEW, tab: "logs", app, filter: instance });
}

/** The URL of an app's traces; of all without one. */
export function tracesUrl(app = "", only: OpsView["only"] = ""): string {
  return formatOpsUrl({ ...EMPTY_VIEW, tab: "traces", app, only });
}

/** The URL of one trace, with one of its spans open when it is given. */
export function traceUrl(trace: string, span = ""): string {
  return formatOpsUrl({ ...EMPTY_VIEW, tab: "traces", trace, span });
}

/** The URL of the traces that a fault touched. */
export function faultTracesUrl(fault: string): string {
  return formatOpsUrl({ ...EMPTY_VIEW, tab: "traces", fault });
}

/** The URL of a part of the chaos view, with one kind of faults chosen when it is given. */
export function chaosUrl(part: OpsView["part"] = "", kind = ""): string {
  return formatOpsUrl({ ...EMPTY_VIEW, tab: "chaos", part, kind });
}

/** The URL of a run of an experiment. */
export function runUrl(run: string): string {
  return formatOpsUrl({ ...EMPTY_VIEW, tab: "chaos", run });
}

/** The URL of a deploy, with one metric of one look of its judge drawn when they are given. */
export function deployUrl(
  deploy: string,
  drawn: Partial<Pick<OpsView, "look" | "metric">> = {},
): string {
  return formatOpsUrl({ ...EMPTY_VIEW, tab: "deploys", deploy, ...drawn });
}

/** The URL of what else is known of a trace: its log lines or its events. */
export function ofTraceUrl(tab: "logs" | "events", trace: string): string {
  return formatOpsUrl({ ...EMPTY_VIEW, tab, trace });
}

/** The URL of a query in the explorer, or of the board when it is empty. */
export function queryUrl(query: string, range: OpsView["range"]): string {
  return formatOpsUrl({ ...EMPTY_VIEW, tab: "metrics", query, range });
}

const RANGE_MS: Readonly<Record<OpsView["range"], number>> = {
  "": 0,
  "5m": 300_000,
  "15m": 900_000,
  "1h": 3_600_000,
  "24h": 86_400_000,
};

/** How long a range is, in ms; undefined for the one without a name. */
export function rangeMs(range: OpsView["range"]): number | undefined {
  return range === "" ? undefined : RANGE_MS[range];
}
