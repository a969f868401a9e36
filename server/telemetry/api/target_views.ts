import type { TargetState } from "../intake/mod.ts";

/** A target as Prometheus' `/targets` shows it. */
export interface TargetView {
  readonly discoveredLabels: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly scrapePool: string;
  readonly scrapeUrl: string;
  readonly globalUrl: string;
  readonly lastError: string;
  readonly lastScrape: string;
  /** Seconds. */
  readonly lastScrapeDuration: number;
  readonly health: TargetState["health"];
  readonly scrapeInterval: string;
  readonly scrapeTimeout: string;
}

/** Which targets are asked for; empty texts ask for all. */
export interface TargetQuery {
  /** "any", "active" or "dropped", in any case. */
  readonly state: string;
  readonly scrapePool: string;
}

/** The targets asked for; none is ever dropped by a rule. Source: Prometheus 3, HTTP API. */
export function targetViews(
  states: readonly TargetState[],
  { state, scrapePool }: TargetQuery = { state: "", scrapePool: "" },
) {
  const asked = state.toLowerCase() || "any";
  const views = states.map(viewOf);
  const isMeant = (view: TargetView) => scrapePool === "" || view.scrapePool === scrapePool;
  const showsDropped = asked === "any" || asked === "dropped";
  return {
    activeTargets: asked === "any" || asked === "active" ? views.filter(isMeant) : [],
    droppedTargets: [],
    droppedTargetCounts: showsDropped
      ? Object.fromEntries(views.map((view) => [view.scrapePool, 0]))
      : null,
  };
}

function viewOf(
  { target, health, lastError, lastScrapeMs, lastDurationMs }: TargetState,
): TargetView {
  const { host, pathname } = new URL(target.url);
  return {
    discoveredLabels: {
      __address__: host,
      __metrics_path__: pathname,
      __scheme__: "http",
      __scrape_interval__: "1s",
      __scrape_timeout__: "900ms",
      ...target.labels,
    },
    labels: target.labels,
    scrapePool: target.labels["job"] ?? "netops",
    ...{ scrapeUrl: target.url, globalUrl: target.url, lastError, health },
    lastScrape: new Date(lastScrapeMs).toISOString(),
    lastScrapeDuration: lastDurationMs / 1_000,
    ...{ scrapeInterval: "1s", scrapeTimeout: "900ms" },
  };
}
