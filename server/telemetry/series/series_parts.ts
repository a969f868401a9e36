import type { Block } from "./block.ts";
import { BlockShelf } from "./block_shelf.ts";
import { DiskGuard } from "./disk_guard.ts";
import type { FoundFiles } from "./found_files.ts";
import { OpenChunks } from "./open_chunks.ts";
import { RollUpPlan } from "./roll_up_plan.ts";
import { SampleIntake } from "./sample_intake.ts";
import { SealCycle } from "./seal_cycle.ts";
import type { SeriesStoreSettings } from "./series_options.ts";
import { SeriesReader } from "./series_reader.ts";
import { SeriesTable } from "./series_table.ts";
import { Wal } from "./wal.ts";

/** The rooms of a store, wired to each other. */
export interface SeriesParts {
  readonly settings: SeriesStoreSettings;
  readonly guard: DiskGuard;
  readonly table: SeriesTable;
  readonly open: OpenChunks;
  readonly intake: SampleIntake;
  readonly reader: SeriesReader;
  readonly shelf: BlockShelf;
  readonly wal: Wal;
  readonly cycle: SealCycle;
  readonly rollUps: RollUpPlan;
}

/** Makes the rooms of an empty store. */
export function assembleParts(
  settings: SeriesStoreSettings,
  found: Pick<FoundFiles, "segments" | "cycle">,
): SeriesParts {
  const { clock, limits, files } = settings;
  const guard = new DiskGuard(clock);
  const table = new SeriesTable(limits);
  const open = new OpenChunks();
  const keyOf = (slot: number) => table.labelsAt(slot).key;
  const onDrop = (block: Block) => {
    rollUps.cancel(block);
    forget(table, block);
    reader.cache.deleteUpTo(block.toMs);
  };
  const shelf = new BlockShelf({ files, guard, limits, keyOf, onDrop });
  const wal = new Wal({ files, guard, open, keyOf, before: found.segments });
  const builder = () => cycle.builder;
  const reader = new SeriesReader(
    { table, open, builder, blocks: () => shelf.blocks },
    limits.cacheBytes,
  );
  const lastBits = (slot: number) => reader.lastBits(slot);
  const intake = new SampleIntake({ clock, limits, table, open, builder, lastBits });
  const onEnd = () => {
    intake.cycle = cycle.number;
    const unused = unusedSlots({ table, open, cycle });
    for (const slot of unused) reader.cache.delete(slot);
    table.remove(unused);
  };
  const cycle: SealCycle = new SealCycle(
    { clock, limits, table, shelf, wal, onEnd, intake: () => intake },
    found.cycle,
  );
  intake.cycle = cycle.number;
  const rollUps = new RollUpPlan({
    shelf,
    encoder: cycle.encoder,
    limits,
    isCounter: (slot) => settings.isCounter(table.labelsAt(slot)),
    onEnd: (sources, block) => {
      for (const source of sources) countChunks(table, source, -1);
      countChunks(table, block, 1);
      reader.cache.deleteUpTo(block.toMs);
    },
  });
  return { settings, guard, table, open, intake, reader, shelf, wal, cycle, rollUps };
}

/** Counts the chunks of a block in or out. */
export function countChunks(table: SeriesTable, block: Block, sign: 1 | -1): void {
  for (const slot of block.columns.slots) {
    table.chunkCounts[slot] = (table.chunkCounts[slot] ?? 0) + sign;
  }
}

function forget(table: SeriesTable, block: Block): void {
  const { slots, toMs } = block.columns;
  countChunks(table, block, -1);
  slots.forEach((slot, at) => {
    table.firstMs[slot] = Math.max(table.firstMs[slot] ?? 0, (toMs[at] ?? 0) + 1);
  });
}

/** Series without any sample, but for those that came only now: their first one may be under way. */
function unusedSlots(
  { table, open, cycle }: Pick<SeriesParts, "table" | "open" | "cycle">,
): Set<number> {
  return new Set(
    table.slots().filter((slot) =>
      table.chunkCounts[slot] === 0 && (open.counts[slot] ?? 0) === 0 &&
      (table.bornCycles[slot] ?? 0) < cycle.number - 1
    ),
  );
}
