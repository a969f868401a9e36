import type { LabelSet } from "../model/label_set.ts";
import type { LabelMatcher } from "../model/matcher.ts";
import { RANK_PARTS, type SeriesRank } from "../model/series_rank.ts";
import type { SelectedSeries, SeriesSource, TimeRange } from "../model/series_source.ts";
import type { AppendResult, SampleBatch } from "./sample_intake.ts";
import { type LabelQuery, type Listed, SeriesListing } from "./series_listing.ts";
import type { SeriesParts } from "./series_parts.ts";
import type { LastRefusal, SeriesRecovery, SeriesStats } from "./series_stats.ts";
import { type SeriesOwner, type SeriesRefusal, slotOf } from "./series_table.ts";

/** Who brings series: each owner, such as a scraped target, may bring only so many. */
export interface OwnedSeries {
  readonly owner?: string | undefined;
  /** In place of the store's limit for one owner. */
  readonly mostSeries?: number | undefined;
  /** How far new series may fill the store; "vital" when left out: to its bound. */
  readonly rank?: SeriesRank | undefined;
}

/**
 * The series of the platform: samples in memory, by step in a log, sealed in blocks on the disk.
 *
 * The owner calls {@linkcode SeriesStore.commit} once a step; what came before it survives `kill -9`.
 */
export class SeriesStore implements SeriesSource {
  /** What was there when the store was opened. */
  readonly recovery: SeriesRecovery;
  readonly #parts: SeriesParts;
  readonly #listing: SeriesListing;
  readonly #refused: Partial<Record<SeriesRefusal, number>> = {};
  readonly #lastRefusals = new Map<SeriesRefusal, LastRefusal>();

  /** Takes over rooms whose content is recovered; {@linkcode openSeriesStore} makes them. */
  constructor(parts: SeriesParts, recovery: SeriesRecovery) {
    this.#parts = parts;
    this.#listing = new SeriesListing(parts.table, parts.settings.compileRegex);
    this.recovery = recovery;
  }

  /**
   * Gives the ref of a series, which is made when it is new, or says why it is refused, which is counted.
   *
   * A ref holds as long as its series has samples; later appends to it answer "unknown_series", and
   * who gets that asks for a ref again.
   */
  refOf(labels: LabelSet, owned: OwnedSeries = {}): number | SeriesRefusal {
    const { table, cycle, settings } = this.#parts;
    const { owner: name, rank, mostSeries = settings.limits.mostSeriesOfOwner } = owned;
    const owner: SeriesOwner | undefined = name === undefined ? undefined : { name, mostSeries };
    const ref = table.refOf(labels, { owner, rank, cycle: cycle.number });
    if (typeof ref === "string") this.#refuse(ref, name);
    return ref;
  }

  /** Whether a series has no sample yet. */
  isUnwritten(ref: number): boolean {
    const { table } = this.#parts;
    return table.has(ref) && table.lastMs[slotOf(ref)] === -Infinity;
  }

  /** Takes a sample, in whole milliseconds; each NaN becomes the ordinary one. */
  append(ref: number, timestampMs: number, value: number): AppendResult {
    return this.#parts.intake.append(ref, timestampMs, value);
  }

  /** Takes the marker that says that a series ended. */
  appendStale(ref: number, timestampMs: number): AppendResult {
    return this.#parts.intake.appendStale(ref, timestampMs);
  }

  /** Takes many samples bit for bit; gives how many of them are new. What became of the others is counted. */
  appendBatch(batch: SampleBatch): number {
    return this.#parts.intake.appendBatch(batch);
  }

  /** Ends a step: writes its samples down, seals some series, rolls up a piece, lets go what is too much. */
  commit(): void {
    const { intake, wal, shelf, cycle, rollUps, settings } = this.#parts;
    intake.look();
    wal.commit();
    shelf.retry();
    cycle.advance();
    const nowMs = settings.clock.nowMs();
    rollUps.advance(nowMs, intake.counts.ok);
    const memoryBytes = cycle.builder.sizeBytes + rollUps.sizeBytes;
    shelf.enforce(nowMs, { memoryBytes, diskBytes: wal.sizeBytes });
  }

  /** Seals all and writes it, so that the next start has no log to read. The store can go on. */
  close(): void {
    this.#parts.wal.commit();
    this.#parts.cycle.cut();
  }

  /** All series that match, with their samples in a closed range; views that nobody may write into. */
  select(matchers: readonly LabelMatcher[], range: TimeRange): Iterable<SelectedSeries> {
    const { table } = this.#parts;
    return this.#read(this.#listing.find(matchers).map((slot) => table.refAt(slot)), range);
  }

  /** Names of labels, sorted. */
  labelNames(query: LabelQuery = {}): Listed<string> {
    return this.#listing.names(query);
  }

  /** Values of a label, sorted. */
  labelValues(name: string, query: LabelQuery = {}): Listed<string> {
    return this.#listing.values(name, query);
  }

  /** Labels of series. */
  series(query: LabelQuery = {}): Listed<LabelSet> {
    return this.#listing.series(query);
  }

  /** The values of a label that most series have, those with the most first. */
  biggest(name: string, count: number): { readonly value: string; readonly series: number }[] {
    const { index } = this.#parts.table;
    return index.values(name)
      .map((value) => ({ value, series: index.slotsOf(name, value).length }))
      .sort((a, b) => b.series - a.series).slice(0, count);
  }

  /** What is held, refused and dropped. */
  stats(): SeriesStats {
    const { table, intake, shelf, wal, guard, open, cycle, rollUps, reader, settings } =
      this.#parts;
    return {
      series: table.size,
      mostSeries: settings.limits.mostSeries,
      fullFor: (Object.keys(RANK_PARTS) as SeriesRank[]).filter((rank) => table.fullFor(rank)),
      samples: { ...intake.counts },
      refusedSeries: { ...this.#refused },
      lastRefusals: [...this.#lastRefusals.values()],
      dropped: structuredClone(shelf.dropped),
      sealedSamples: shelf.blocks.reduce((sum, block) => sum + block.sampleCount, 0),
      blocks: shelf.blocks.length,
      memory: {
        openBytes: open.sizeBytes,
        sealedBytes: shelf.sizeBytes + cycle.builder.sizeBytes + rollUps.sizeBytes,
        cacheBytes: reader.cache.sizeBytes,
      },
      disk: {
        blockBytes: shelf.diskBytes,
        logBytes: wal.sizeBytes,
        failures: guard.failures,
        failing: guard.failing,
        loggedSamples: wal.loggedSamples,
        unloggedSamples: wal.unloggedSamples,
      },
    };
  }

  #refuse(reason: SeriesRefusal, owner = ""): void {
    this.#refused[reason] = (this.#refused[reason] ?? 0) + 1;
    const tsMs = this.#parts.settings.clock.nowMs();
    this.#lastRefusals.set(reason, { reason, owner, tsMs });
  }

  *#read(refs: readonly number[], range: TimeRange): Generator<SelectedSeries> {
    const { table, reader } = this.#parts;
    for (const ref of refs) {
      // The reader may take its time, and a series may be gone meanwhile.
      if (!table.has(ref)) continue;
      const slot = slotOf(ref);
      const samples = reader.read(slot, range);
      if (samples.length > 0) yield { labels: table.labelsAt(slot), samples };
    }
  }
}
