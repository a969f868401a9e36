import { findFiles } from "./found_files.ts";
import { recover } from "./recover.ts";
import { type SeriesStoreOptions, withDefaults } from "./series_options.ts";
import { assembleParts } from "./series_parts.ts";
import { SeriesStore } from "./series_store.ts";

/**
 * Opens a series store: loads its blocks, reads its log again, and seals what stood only there.
 *
 * Whatever the files are like, a store comes out of it; its `recovery` says what was lost.
 */
export function openSeriesStore(options: SeriesStoreOptions): SeriesStore {
  const settings = withDefaults(options);
  const found = findFiles(settings.files);
  const parts = assembleParts(settings, found);
  const recovery = recover(parts, found);
  // The next start need not read this log again, and says once only what was lost of it.
  if (found.segments.size > 0) parts.cycle.cut();
  parts.intake.begin(parts.wal);
  return new SeriesStore(parts, recovery);
}
