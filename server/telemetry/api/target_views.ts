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

/** All targets, the active ones; none is ever dropped by a rule. */
export function targetViews(states: readonly TargetState[]) {
  return { activeTargets: states.map(viewOf), droppedTargets: [] };
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
