import { PrincipalSeal } from "@netops/core";
import { createTitlesMirror } from "@netops/core/clients";
import {
  openEventLog,
  openPlatformCalls,
  type ServiceContext,
  type ServiceParts,
} from "@netops/core/service";
import { createSearchApp } from "./app.ts";
import { TitleIndex } from "./store.ts";

/** How long an empty index waits for catalog before it says that it is healthy all the same. */
const PATIENCE_MS = 5_000;

/** Puts search together: an index in memory that follows catalog. */
export function buildSearch(context: ServiceContext): Promise<ServiceParts> {
  const { boot: { token }, host, logger, metrics } = context;
  const { clock, timer } = host;
  const calls = openPlatformCalls(context);
  const index = new TitleIndex();
  const titles = metrics.gauge("search_titles", "Titles in the index");
  const mirror = createTitlesMirror({
    ...{ caller: calls.caller, token, timer, logger },
    log: openEventLog(context, calls),
    onTitles: (all) => {
      index.fill(all);
      titles.set(index.size);
    },
  });
  const durations = metrics.histogram("search_duration_seconds", "Time in the index");
  const app = createSearchApp({
    ...{ index, clock, logger, seal: new PrincipalSeal(token) },
    onSearch: (durationMs, fuzzy) => durations.observe(durationMs / 1_000, { fuzzy: `${fuzzy}` }),
  });
  const bornMs = clock.monotonicMs();
  return Promise.resolve({
    handler: (request) => app.fetch(request),
    isHealthy: () => mirror.titles.length > 0 || clock.monotonicMs() - bornMs > PATIENCE_MS,
    stop: async () => {
      await mirror.close();
      calls.close();
      index.close();
    },
  });
}
