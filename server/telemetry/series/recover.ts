import type { Block, BlockPlace } from "./block.ts";
import { BlockFileReader, blockName } from "./block_file.ts";
import { DAMAGED, type FoundFiles } from "./found_files.ts";
import { labelsOfKey } from "./label_key.ts";
import type { SampleBuffer } from "./sample_buffer.ts";
import { countChunks, type SeriesParts } from "./series_parts.ts";
import type { SeriesRecovery } from "./series_stats.ts";
import { segmentName } from "./wal.ts";
import { replaySegment, type ReplaySink } from "./wal_replay.ts";

/** Fills the rooms of a new store with what its files hold. Files that cannot be read never stop it. */
export function recover(parts: SeriesParts, found: FoundFiles): SeriesRecovery {
  const recovery = new Recovery(parts, found);
  recovery.loadBlocks();
  recovery.replayLog();
  return recovery.report();
}

class Recovery {
  readonly #parts: SeriesParts;
  readonly #found: FoundFiles;
  readonly #setAside: string[] = [];
  readonly #unreadable: string[] = [];
  #recoveredSamples = 0;
  #lostBytes = 0;
  #refused = 0;

  constructor(parts: SeriesParts, found: FoundFiles) {
    this.#parts = parts;
    this.#found = found;
    if (found.unreadable !== undefined) this.#unreadable.push(found.unreadable);
  }

  /** Loads blocks, the newest first, as long as there is room for them. */
  loadBlocks(): void {
    const { shelf, settings, guard } = this.#parts;
    const { files, limits, clock } = settings;
    for (const name of this.#found.leftovers) guard.attempt(() => files.remove(name));
    for (const [name, sizeBytes] of this.#found.aside) shelf.putAside(name, sizeBytes);
    const reader = new BlockFileReader((key) => this.#slotOf(key));
    for (const place of this.#found.blocks) {
      const name = blockName(place);
      // A death came between the writing of a coarse block and the removal of what it stands for.
      const isReplaced = shelf.blocks.some((block) => isWithin(place, block.place));
      if (isReplaced) guard.attempt(() => files.remove(name));
      else if (shelf.sizeBytes < limits.memoryBytes) this.#load(place, reader);
      else shelf.dropFile(name);
    }
    shelf.enforce(clock.nowMs(), { memoryBytes: 0, diskBytes: 0 });
  }

  /** Takes from the log what stands in no block. */
  replayLog(): void {
    for (const [number, sizeBytes] of this.#found.segments) {
      const name = segmentName(number);
      const bytes = this.#read(name);
      if (bytes !== undefined) this.#lostBytes += replaySegment(bytes, this.#sink());
      else {
        this.#lostBytes += sizeBytes;
        this.#putAside(name);
      }
    }
  }

  report(): SeriesRecovery {
    const { shelf, table } = this.#parts;
    const lastMs = table.lastMs.reduce((last, timeMs) => Math.max(last, timeMs), -Infinity);
    return {
      recoveredSamples: this.#recoveredSamples,
      sealedSamples: shelf.blocks.reduce((sum, block) => sum + block.sampleCount, 0),
      series: table.size,
      lostBytes: this.#lostBytes,
      lastMs: table.size > 0 && lastMs > -Infinity ? lastMs : undefined,
      setAside: this.#setAside,
      refused: this.#refused,
      unreadable: this.#unreadable,
    };
  }

  #load(place: BlockPlace, reader: BlockFileReader): void {
    const name = blockName(place);
    const bytes = this.#read(name);
    if (bytes === undefined) return;
    const block = reader.read(place, bytes);
    if (block === undefined) {
      const aside = this.#putAside(name);
      if (aside !== undefined) this.#parts.shelf.putAside(aside, bytes.length);
      return;
    }
    this.#take(block);
    this.#parts.shelf.load(block, bytes.length);
  }

  #take(block: Block): void {
    const { table } = this.#parts;
    const { slots, fromMs, toMs } = block.columns;
    slots.forEach((slot, at) => {
      table.firstMs[slot] = Math.min(table.firstMs[slot] ?? 0, fromMs[at] ?? 0);
      table.lastMs[slot] = Math.max(table.lastMs[slot] ?? 0, toMs[at] ?? 0);
    });
    countChunks(table, block, 1);
  }

  #slotOf(key: string): number | undefined {
    const { table, cycle } = this.#parts;
    const known = table.slotOfKey(key);
    if (known !== undefined) return known;
    const ref = table.refOf(labelsOfKey(key), { cycle: cycle.number });
    if (typeof ref === "number") return table.slotOfKey(key);
    this.#refused++;
    return undefined;
  }

  #sink(): ReplaySink {
    const { table, intake } = this.#parts;
    const refs: number[] = [];
    return {
      define: (slot, key) => {
        const known = this.#slotOf(key);
        refs[slot] = known === undefined ? -1 : table.refAt(known);
      },
      samples: (slots: Int32Array, samples: SampleBuffer) => {
        const own = Array.from(slots.subarray(0, samples.length), (slot) => refs[slot] ?? -1);
        this.#recoveredSamples += intake.appendBatch({ refs: own, samples });
        this.#refused += own.reduce((sum, ref) => sum + (ref < 0 ? 1 : 0), 0);
      },
    };
  }

  #read(name: string): Uint8Array<ArrayBuffer> | undefined {
    try {
      return this.#parts.settings.files.read(name);
    } catch (thrown) {
      this.#unreadable.push(`${name}: ${String(thrown)}`);
      return undefined;
    }
  }

  #putAside(name: string): string | undefined {
    const aside = `${name}${DAMAGED}`;
    const { guard, settings } = this.#parts;
    if (!guard.attempt(() => settings.files.rename(name, aside))) return undefined;
    this.#setAside.push(aside);
    return aside;
  }
}

function isWithin(place: BlockPlace, other: BlockPlace): boolean {
  return other.level > place.level && other.first <= place.first && other.last >= place.last;
}
