import type { SeriesRank } from "../model/series_rank.ts";
import type { Dropped, DropReason } from "./block_shelf.ts";
import type { AppendResult } from "./sample_intake.ts";
import type { SeriesRefusal } from "./series_table.ts";

/** The newest refusal for one reason. */
export interface LastRefusal {
  readonly reason: SeriesRefusal;
  /** Who brought the series; empty when that was not said. */
  readonly owner: string;
  /** Wall ms. */
  readonly tsMs: number;
}

/** What a series store holds and what became of what it was given. */
export interface SeriesStats {
  readonly series: number;
  /** Places for series, of which ranks but the last may take a part only. */
  readonly mostSeries: number;
  /** Ranks whose new series are refused now, as places or room for labels run short. */
  readonly fullFor: readonly SeriesRank[];
  /** Samples by what became of them, since the start. */
  readonly samples: Readonly<Record<AppendResult, number>>;
  /** New series that were refused, by reason. */
  readonly refusedSeries: Readonly<Partial<Record<SeriesRefusal, number>>>;
  /** The newest refusal for each reason. */
  readonly lastRefusals: readonly LastRefusal[];
  /** What was let go, by reason; "disk" is still in memory, but not after a restart. */
  readonly dropped: Readonly<Record<DropReason, Dropped>>;
  /** Samples in sealed blocks. */
  readonly sealedSamples: number;
  readonly blocks: number;
  readonly memory: {
    readonly openBytes: number;
    readonly sealedBytes: number;
    readonly cacheBytes: number;
  };
  readonly disk: {
    readonly blockBytes: number;
    readonly logBytes: number;
    readonly failures: number;
    /** Why the disk takes nothing now; undefined while it does. */
    readonly failing: string | undefined;
    readonly loggedSamples: number;
    /** Samples that a failing disk left out of the log; they come with the next block. */
    readonly unloggedSamples: number;
  };
}

/** What a store found when it was opened. */
export interface SeriesRecovery {
  /** Samples taken from the log that stood in no block. */
  readonly recoveredSamples: number;
  /** Samples in the blocks that were loaded. */
  readonly sealedSamples: number;
  /** Series that had samples. */
  readonly series: number;
  /** Bytes of the log that were cut short or damaged; what stood in them is lost. */
  readonly lostBytes: number;
  /** Time of the newest sample; undefined when there is none. */
  readonly lastMs: number | undefined;
  /** Names of damaged blocks, which were put aside under the name with `.damaged`. */
  readonly setAside: readonly string[];
  /** Samples of the log and chunks of blocks whose series the limits did not take. */
  readonly refused: number;
  /** What could not be read at all, with the reason. */
  readonly unreadable: readonly string[];
}
