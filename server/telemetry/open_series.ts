import type { ServiceContext } from "@netops/core/service";
import { compileRegex } from "./promql/regex/mod.ts";
import { createDenoSeriesFiles, openSeriesStore, type SeriesStore } from "./series/mod.ts";
import { watchStore } from "./store_metrics.ts";

/** Opens the series, and says what an earlier end of this process took with it. */
export function openSeries(context: ServiceContext, retentionMs: number): SeriesStore {
  const { boot, host, metrics, logger } = context;
  const store = openSeriesStore({
    clock: host.clock,
    compileRegex: (text) => {
      const regex = compileRegex(text);
      return (value) => regex.matches(value);
    },
    files: createDenoSeriesFiles(`${boot.dataDir}/series`),
    limits: { retentionMs },
  });
  watchStore(store, metrics);
  const { lostBytes, setAside, unreadable } = store.recovery;
  const isWhole = lostBytes === 0 && setAside.length === 0 && unreadable.length === 0;
  logger.log(isWhole ? "info" : "warn", "series of earlier", { ...store.recovery });
  return store;
}
