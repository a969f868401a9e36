/**
 * The series of the platform: labels, samples, selection; in memory, and on the disk as a log and blocks.
 *
 * @module
 */
export { createDenoSeriesFiles } from "./deno_series_files.ts";
export type { CompileRegex } from "./label_condition.ts";
export { openSeriesStore } from "./open_series_store.ts";
export type { AppendResult, SampleBatch } from "./sample_intake.ts";
export type { SeriesFiles } from "./series_files.ts";
export type { LabelQuery, Listed } from "./series_listing.ts";
export {
  SERIES_LIMITS,
  type SeriesStoreLimits,
  type SeriesStoreOptions,
} from "./series_options.ts";
export type { SeriesRecovery, SeriesStats } from "./series_stats.ts";
export { type OwnedSeries, SeriesStore } from "./series_store.ts";
export type { SeriesRefusal } from "./series_table.ts";
