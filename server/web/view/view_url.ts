/** The views of the operations page. */
export type OpsTab = "overview" | "events" | "logs" | "routes";

/** All views, in the order of the tabs. */
export const OPS_TABS: readonly OpsTab[] = ["overview", "events", "logs", "routes"];

/** Levels a log line may have, least important first. */
export const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;

/** What is looked at; all of it stands in the URL, so that a link shows the same. */
export interface OpsView {
  readonly tab: OpsTab;
  /** Whose logs are shown; empty for none. */
  readonly app: string;
  /** Text that rows must hold. */
  readonly filter: string;
  /** Kind of events, or the first part of it; empty for all. */
  readonly kind: string;
  /** The least level of log lines. */
  readonly level: typeof LOG_LEVELS[number];
}

/** Reads a view from a query string; what is missing or unknown is the default. */
export function parseOpsView(search: string): OpsView {
  const query = new URLSearchParams(search);
  return {
    tab: OPS_TABS.find((tab) => tab === query.get("tab")) ?? "overview",
    app: (query.get("app") ?? "").slice(0, 200),
    filter: (query.get("q") ?? "").slice(0, 200),
    kind: (query.get("kind") ?? "").slice(0, 100),
    level: LOG_LEVELS.find((level) => level === query.get("level")) ?? "debug",
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
  const text = query.toString();
  return text === "" ? "/ops" : `/ops?${text}`;
}

/** The URL of another tab: the app stays, filters do not. */
export function tabUrl(view: OpsView, tab: OpsTab): string {
  return formatOpsUrl({ tab, app: view.app, filter: "", kind: "", level: "debug" });
}

/** The URL of an app's logs, narrowed to one instance when it is given. */
export function logsUrl(app: string, instance = ""): string {
  return formatOpsUrl({ tab: "logs", app, filter: instance, kind: "", level: "debug" });
}
