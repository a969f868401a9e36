import type { Clock } from "@netops/core";
import type { LabelSet } from "../model/label_set.ts";
import type { CompileRegex } from "./label_condition.ts";
import { isCounterName } from "./roll_up.ts";
import { METRIC_NAME } from "../model/label_set.ts";
import { NO_FILES, type SeriesFiles } from "./series_files.ts";

const MIB = 1024 * 1024;
const HOUR_MS = 3_600_000;

/** Bounds of a series store; each has a default. */
export interface SeriesStoreLimits {
  /** Series at most, up to 2^20. Default: 50,000. */
  readonly mostSeries: number;
  /** Series at most of one owner. Default: 5,000. */
  readonly mostSeriesOfOwner: number;
  /** Labels of a series at most. Default: 40. */
  readonly mostLabels: number;
  /** Length of a label's name at most, in UTF-16 units. Default: 1,024. */
  readonly longestName: number;
  /** Length of a label's value at most, in UTF-16 units. Default: 4,096. */
  readonly longestValue: number;
  /** All names and values together, in UTF-16 units. Default: 32 Mi. */
  readonly mostLabelText: number;
  /** How far ahead of the clock a sample may be. Default: 10 min. */
  readonly aheadMs: number;
  /** Samples older than this are kept at 10 s; Infinity: never. Default: 2 h. */
  readonly fineMs: number;
  /** Samples older than this are kept at 60 s; Infinity: never. Default: 24 h. */
  readonly coarseMs: number;
  /** Samples older than this are dropped. Default: 24 h. */
  readonly retentionMs: number;
  /** Sealed chunks at most in memory. Default: 96 MiB. */
  readonly memoryBytes: number;
  /** Decoded samples at most in memory. Default: 32 MiB. */
  readonly cacheBytes: number;
  /** Files at most. Default: 256 MiB. */
  readonly diskBytes: number;
  /** Each series is sealed once in this time, and the log reaches back twice as far at most. Default: 2 min. */
  readonly cycleMs: number;
  /** A segment of the log ends a cycle early at this size. Default: 32 MiB. */
  readonly segmentBytes: number;
}

/** The defaults. */
export const SERIES_LIMITS: SeriesStoreLimits = {
  mostSeries: 50_000,
  mostSeriesOfOwner: 5_000,
  mostLabels: 40,
  longestName: 1_024,
  longestValue: 4_096,
  mostLabelText: 32 * MIB,
  aheadMs: 600_000,
  fineMs: 2 * HOUR_MS,
  coarseMs: 24 * HOUR_MS,
  retentionMs: 24 * HOUR_MS,
  memoryBytes: 96 * MIB,
  cacheBytes: 32 * MIB,
  diskBytes: 256 * MIB,
  cycleMs: 120_000,
  segmentBytes: 32 * MIB,
};

/** What a series store works with. */
export interface SeriesStoreOptions {
  readonly clock: Clock;
  /** Compiles the text of `=~` and `!~` into a test of whole values. It decides what is valid, and throws. */
  readonly compileRegex: CompileRegex;
  /** Where the store is kept. Default: nowhere, all is lost at the end. */
  readonly files?: SeriesFiles | undefined;
  readonly limits?: Partial<SeriesStoreLimits> | undefined;
  /** Whether a series only grows but for resets; such ones keep their resets when they are rolled up. */
  readonly isCounter?: ((labels: LabelSet) => boolean) | undefined;
}

/** Options with every default filled in. */
export interface SeriesStoreSettings {
  readonly clock: Clock;
  readonly compileRegex: CompileRegex;
  readonly files: SeriesFiles;
  readonly limits: SeriesStoreLimits;
  readonly isCounter: (labels: LabelSet) => boolean;
}

/** Fills in the defaults. */
export function withDefaults(options: SeriesStoreOptions): SeriesStoreSettings {
  const { clock, compileRegex, files = NO_FILES, limits = {}, isCounter } = options;
  return {
    clock,
    compileRegex,
    files,
    limits: { ...SERIES_LIMITS, ...limits },
    isCounter: isCounter ?? ((labels) => isCounterName(labels.get(METRIC_NAME))),
  };
}
